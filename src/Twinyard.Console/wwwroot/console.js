// The little that only the browser can do.
window.twinyard = {
  // Keeps a log at its end while the reader is at its end; leaves it alone once they scroll up.
  followEnd: element => {
    if (!element) return;
    const distance = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (element.dataset.seen !== 'yes' || distance < 160) {
      element.scrollTop = element.scrollHeight;
      element.dataset.seen = 'yes';
    }
  },

  copy: text => navigator.clipboard.writeText(text),
};
