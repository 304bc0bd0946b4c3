// Taking in by keys: the card's code fills the person, procedures are suggested, Enter goes on, Ctrl+Enter saves.
// Every page works without it.
(() => {
  const KEY = 'intake:' + location.pathname, store = sessionStorage, q = (s, e = document) => e.querySelector(s);
  const form = q('form[data-intake]');
  document.querySelectorAll('[data-print]').forEach(b => { b.hidden = false; b.onclick = () => print(); });
  // What was taken in is no draft any more.
  if (q('[data-taken]')) Object.keys(store).filter(k => k.startsWith('intake:')).forEach(k => store.removeItem(k));
  q('[data-next]')?.focus();
  if (!form) return;
  const at = n => form.elements.namedItem(n), save = q('[data-save]', form);

  // A draft lives in this tab, for this person, half an hour; it goes when it is saved, thrown away, or somebody signs out.
  const typed = () => new URLSearchParams([...new FormData(form)].filter(([k]) => !['csrf', 'form', 'act', 'scan'].includes(k))).toString();
  let keep = true, empty = form.dataset.posted === undefined ? typed() : null;
  const drop = () => store.removeItem(KEY);
  const note = () => { if (!keep) return; const now = typed(); now === empty ? drop() : store.setItem(KEY, JSON.stringify({ who: form.dataset.owner, at: Date.now(), key: at('form').value, typed: now })); };
  q('form[action="/sign-out"]')?.addEventListener('submit', () => { keep = false; });
  q('[data-clear]')?.addEventListener('click', () => { keep = false; drop(); });
  if (form.dataset.posted === undefined) {
    let draft = null;
    try { draft = JSON.parse(store.getItem(KEY)); } catch { drop(); }
    if (draft && draft.who === form.dataset.owner && Date.now() - draft.at < 18e5) {
      // The server fills it, as it fills a form with mistakes.
      const again = document.createElement('form');
      again.method = 'post'; again.action = location.pathname; again.hidden = true;
      for (const [k, v] of [...new URLSearchParams(draft.typed), ['csrf', at('csrf')?.value ?? ''], ['form', draft.key], ['act', 'restore']]) {
        const i = document.createElement('input'); i.type = 'hidden'; i.name = k; i.value = v; again.append(i);
      }
      keep = false; document.body.append(again); again.submit();
      return;
    }
    drop();
  } else history.replaceState(null, '', location.pathname);
  addEventListener('pagehide', note); form.addEventListener('change', note);

  // The code on a card: number|old number|name|birth|sex|address|issued.
  const scan = at('scan'), after = q('[data-combo] input') ? at('procedure') : at('code');
  const read = () => {
    const p = scan.value.trim().split('|').map(s => s.trim().replace(/\s+/g, ' '));
    if (p.length < 6 || !/^\d{12}$/.test(p[0]) || !p[2] || /\d/.test(p[2])) return false;
    at('card').value = p[0]; at('name').value = p[2]; if (p[5]) at('address').value = p[5];
    scan.value = ''; after?.focus(); return true;
  };
  scan?.addEventListener('paste', () => setTimeout(read));
  scan?.addEventListener('change', read);

  // Ticks: one for all, and all for one.
  form.addEventListener('change', e => {
    const parts = [...form.querySelectorAll('[data-part]')], all = q('[data-all]', form);
    if (e.target === all) parts.forEach(p => { p.checked = all.checked; });
    else if (e.target.matches('[data-part]') && all) all.checked = parts.every(p => p.checked);
  });

  // Procedures while somebody types.
  const combo = q('[data-combo]', form);
  if (combo) {
    const input = at('procedure'), code = at('code'), chosen = q('[data-chosen]', form), list = document.createElement('ul');
    form.querySelectorAll('.noscript-only').forEach(e => { e.hidden = true; });
    list.className = 'sug'; list.id = 'procedures'; list.hidden = true; list.setAttribute('role', 'listbox'); list.setAttribute('aria-label', combo.dataset.label);
    combo.append(list);
    const set = (k, v) => input.setAttribute(k, v);
    set('role', 'combobox'); set('aria-autocomplete', 'list'); set('aria-controls', list.id); set('aria-expanded', 'false');
    let here = -1, turn = 0, words = input.value;
    const close = () => { list.hidden = true; here = -1; set('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); };
    const mark = i => { here = i; [...list.children].forEach((li, n) => li.setAttribute('aria-selected', n === i)); set('aria-activedescendant', 'p' + i); };
    const show = async () => {
      const asked = new URLSearchParams({ desk: at('desk').value, code: code.value, competent: at('competent')?.value ?? '' });
      const answer = await fetch(combo.dataset.parts + '?' + asked);
      if (answer.ok) chosen.innerHTML = await answer.text();
    };
    const pick = async hit => {
      words = input.value = hit.name; code.value = hit.code; close();
      await show();
      q('[data-all]', chosen)?.focus(); note();
    };
    const ask = async () => {
      const mine = ++turn, text = input.value.trim();
      if (text.length < 2) return close();
      const answer = await fetch(combo.dataset.combo + '?' + new URLSearchParams({ desk: at('desk').value, q: text }));
      if (mine !== turn || !answer.ok) return;
      const hits = await answer.json();
      if (mine !== turn) return;
      list.replaceChildren(...hits.map((hit, i) => {
        const li = document.createElement('li'), a = document.createElement('span'), b = document.createElement('span');
        li.id = 'p' + i; li.setAttribute('role', 'option'); a.textContent = hit.name; b.textContent = hit.note; li.append(a, b); li.hit = hit;
        li.onpointerdown = e => { e.preventDefault(); pick(hit); };
        return li;
      }));
      list.hidden = !hits.length; set('aria-expanded', String(!!hits.length));
      if (hits.length) mark(0);
    };
    let asking = Promise.resolve();
    input.addEventListener('input', () => { if (code.value && input.value !== words) { code.value = ''; chosen.replaceChildren(); } asking = ask(); });
    input.addEventListener('keydown', async e => {
      const n = list.children.length;
      if (e.key === 'Enter' && !e.ctrlKey) { e.preventDefault(); e.stopPropagation(); await asking; const li = list.children[here]; if (li && !list.hidden) pick(li.hit); return; }
      if (list.hidden) return;
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); mark((here + (e.key === 'ArrowDown' ? 1 : n - 1)) % n); }
      else if (e.key === 'Escape') close();
    });
    input.addEventListener('blur', close);
    form.addEventListener('change', e => { if (code.value && ['competent', 'desk'].includes(e.target.name)) show(); });
  }

  // Rows: Enter goes to the next one, and makes it where there is none.
  const rows = q('[data-rows]', form);
  const next = tr => {
    if (!tr.nextElementSibling) {
      const no = rows.children.length + 1, row = rows.children[0].cloneNode(true);
      if (no > 200) return;
      row.className = ''; row.querySelectorAll('.errmsg').forEach(e => e.remove()); row.cells[0].textContent = no;
      row.querySelectorAll('input').forEach(i => {
        const name = i.name.replace(/\d+$/, no);
        i.id = i.name = name; i.value = i.defaultValue = name.startsWith('copies') ? '1' : '';
        i.removeAttribute('aria-invalid'); i.removeAttribute('aria-describedby');
        i.setAttribute('aria-label', i.getAttribute('aria-label').replace(/\d+$/, no));
      });
      rows.append(row); at('rows').value = no;
    }
    tr.nextElementSibling.querySelector('input').focus();
  };
  if (rows) form.addEventListener('change', e => { if (e.target.name === 'desk') { q('[value=find]', form).click(); } });

  form.addEventListener('keydown', e => {
    if (e.key !== 'Enter') return;
    if (e.ctrlKey || e.metaKey) { e.preventDefault(); form.requestSubmit(save); return; }
    if (!e.target.matches('input:not([type=checkbox],[type=radio]),select')) return;
    e.preventDefault();
    const tr = e.target.closest('[data-rows] tr');
    if (tr) return next(tr);
    if (e.target === scan && read()) return;
    const all = [...form.elements].filter(i => i.type !== 'hidden' && i.tabIndex >= 0 && i.offsetParent);
    all[all.indexOf(e.target) + 1]?.focus();
  });
})();
