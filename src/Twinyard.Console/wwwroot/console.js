// The little that only the browser can do.
window.twinyard = {
  // Keeps a log at its end while the reader is there, and leaves it alone once they scroll up.
  followEnd: element => {
    if (!element) return;
    if (!element.follows) {
      element.follows = true;
      element.addEventListener('scroll', () => {
        element.away = element.scrollHeight - element.scrollTop - element.clientHeight > 40;
      });
    }
    if (!element.away) element.scrollTop = element.scrollHeight;
  },

  copy: text => navigator.clipboard.writeText(text),
};

// A tick's tooltip: one element for all of them, beside whatever the pointer or the focus is on.
(() => {
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.setAttribute('aria-hidden', 'true'); // the same words are the element's own label
  let shownFor = null;

  const hide = () => {
    shownFor = null;
    tip.remove();
  };

  const show = element => {
    shownFor = element;
    tip.textContent = element.dataset.tip;
    document.body.append(tip);
    const target = (element.closest('li') ?? element).getBoundingClientRect(); // marks differ in height, their places do not
    tip.style.left = '0'; // as wide as its words ask for, wherever it was before
    const left = Math.min(Math.max(8, target.left + target.width / 2 - tip.offsetWidth / 2), document.documentElement.clientWidth - tip.offsetWidth - 8);
    const above = target.top - tip.offsetHeight - 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 60 ? above : target.bottom + 8}px`;
  };

  const follow = event => {
    const element = event.target instanceof Element ? event.target.closest('[data-tip]') : null;
    if (element && element !== shownFor) show(element);
    else if (!element && shownFor && event.type !== 'focusin') hide();
  };

  document.addEventListener('pointerover', follow);
  document.addEventListener('focusin', event => { if (event.target.matches?.(':focus-visible')) follow(event); });
  document.addEventListener('focusout', hide);
  document.addEventListener('pointerdown', hide);
  document.addEventListener('scroll', hide, true);

  // A strip is one stop of the tab key; arrows go from tick to tick. The list starts at the right, with the newest.
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape') hide();
    const item = event.target instanceof Element ? event.target.closest('.ticks > li') : null;
    const next = item && {
      ArrowLeft: item.nextElementSibling,
      ArrowRight: item.previousElementSibling,
      Home: item.parentElement.lastElementChild,
      End: item.parentElement.firstElementChild,
    }[event.key];
    if (!next) return;
    event.preventDefault();
    next.firstElementChild.focus();
  });
})();
