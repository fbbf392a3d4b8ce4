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
