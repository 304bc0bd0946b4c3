// Keys at the desk: J and K choose a dossier, Enter opens it, / searches, T takes one in. data-keys="0" turns them off (WCAG 2.1.4).
(() => {
  // A form kept through signing in opens by itself.
  document.querySelector('form[data-again]')?.requestSubmit();
  document.querySelector('.errsum')?.focus();
  // What one person had begun to type is not the next one's to find.
  document.querySelector('form[action="/sign-out"]')?.addEventListener('submit', () => sessionStorage.clear());
  if (document.body.dataset.keys === '0') return;
  const rows = [...document.querySelectorAll('.grid tbody tr')].filter(r => r.querySelector('a'));
  let at = rows.findIndex(r => r.classList.contains('sel'));
  addEventListener('keydown', e => {
    if (e.target.closest('input,select,textarea') || e.ctrlKey || e.metaKey || e.altKey) return;
    const go = d => { rows[at]?.classList.remove('sel'); at = Math.max(0, Math.min(rows.length - 1, at + d)); const r = rows[at]; if (!r) return; r.classList.add('sel'); r.querySelector('a').focus(); r.scrollIntoView({ block: 'nearest' }); };
    const k = e.key.toLowerCase();
    if (k === 'j') go(1); else if (k === 'k') go(-1);
    else if (k === '/') { e.preventDefault(); document.querySelector('[data-search]')?.focus(); }
    else if (k === 't') { const a = document.querySelector('[data-key="intake"]'); if (a) location.href = a.href; }
  });
})();
