// An ordered list of steps: Alt+↑ and Alt+↓ move the one at hand, as its own buttons do. What is typed is not lost by leaving.
(() => {
  const form = document.querySelector('[data-steps]');
  if (!form) return;
  let changed = false, sent = false;
  form.addEventListener('input', () => { changed = true; });
  form.addEventListener('submit', () => { sent = true; });
  addEventListener('beforeunload', e => { if (changed && !sent) e.preventDefault(); });
  form.addEventListener('keydown', e => {
    const step = e.target.closest('[data-step]');
    if (!step || !e.altKey || (e.key !== 'ArrowUp' && e.key !== 'ArrowDown')) return;
    e.preventDefault();
    const way = e.key === 'ArrowUp' ? 'up' : 'down';
    step.querySelector(`button[value="${way}-${step.dataset.step}"]`)?.click();
  });
})();
