// Runs before the first paint: the root element carries the theme that the person chose, or the system's.
(() => {
  const key = 'twinyard-theme';
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const chosen = () => localStorage.getItem(key) ?? 'system';

  const apply = () => {
    const theme = chosen();
    const dark = theme === 'dark' || (theme === 'system' && system.matches);
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  };

  system.addEventListener('change', apply);
  window.addEventListener('storage', apply);
  window.twinyardTheme = {
    choose: theme => {
      localStorage.setItem(key, theme);
      apply();
    },
  };
  apply();
})();
