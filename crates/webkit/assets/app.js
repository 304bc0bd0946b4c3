// Small help for citizens' pages: search suggestions, papers already at hand. Pages work without it.
(() => {
  document.querySelectorAll('form[data-suggest]').forEach(form => {
    const input = form.querySelector('input[name=q]'), list = document.createElement('ul');
    let at = -1, asked = 0, timer;
    list.className = 'sug'; list.id = 'suggestions'; list.setAttribute('role', 'listbox'); list.setAttribute('aria-label', input.dataset.label); list.hidden = true;
    form.append(list);
    const set = (k, v) => input.setAttribute(k, v);
    set('role', 'combobox'); set('aria-autocomplete', 'list'); set('aria-expanded', 'false'); set('aria-controls', 'suggestions'); set('autocomplete', 'off');
    const close = () => { asked++; list.hidden = true; at = -1; set('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); };
    const mark = i => {
      at = i; [...list.children].forEach((li, n) => li.setAttribute('aria-selected', n === i));
      i < 0 ? input.removeAttribute('aria-activedescendant') : set('aria-activedescendant', 'g' + i);
    };
    const show = hits => {
      list.replaceChildren(...hits.map(([name, meta, href], i) => {
        const li = document.createElement('li'), a = document.createElement('span'), b = document.createElement('span');
        li.id = 'g' + i; li.setAttribute('role', 'option'); li.setAttribute('aria-selected', 'false'); a.textContent = name; b.textContent = meta; li.append(a, b);
        li.onpointerdown = e => { e.preventDefault(); location.href = href; };
        return li;
      }));
      list.hidden = !hits.length; at = -1; set('aria-expanded', String(!!hits.length)); input.removeAttribute('aria-activedescendant');
    };
    input.addEventListener('input', () => {
      clearTimeout(timer);
      const turn = ++asked, q = input.value.trim();
      if (q.length < 2) return close();
      // Only the answer to what stands there now is shown.
      timer = setTimeout(() => fetch(form.dataset.suggest + '?q=' + encodeURIComponent(q)).then(r => r.ok ? r.json() : []).catch(() => []).then(hits => turn === asked && document.activeElement === input && show(hits)), 120);
    });
    input.addEventListener('keydown', e => {
      const n = list.children.length;
      if (list.hidden) return;
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); mark((at + (e.key === 'ArrowDown' ? 1 : n - 1 + (at < 0))) % n); }
      else if (e.key === 'Enter' && at >= 0) { e.preventDefault(); list.children[at].dispatchEvent(new Event('pointerdown', { cancelable: true })); }
      else if (e.key === 'Escape') { e.preventDefault(); close(); }
    });
    input.addEventListener('blur', close);
  });
  const tick = document.querySelector('[data-remember]');
  if (tick) {
    const key = 'papers:' + tick.dataset.remember, got = new Set(JSON.parse(localStorage.getItem(key) || '[]')), boxes = [...tick.querySelectorAll('[type=checkbox]')];
    const say = document.querySelector('[data-count]'), show = () => say && (say.textContent = say.dataset.count.replace('{n}', got.size).replace('{m}', boxes.length));
    boxes.forEach(b => { b.checked = got.has(b.value); b.onchange = () => { b.checked ? got.add(b.value) : got.delete(b.value); localStorage.setItem(key, JSON.stringify([...got])); show(); }; });
    show();
  }
  // A form kept through signing in opens by itself.
  document.querySelector('form[data-again]')?.requestSubmit();
  const sum = document.querySelector('.errsum'); if (sum) sum.focus();
})();
