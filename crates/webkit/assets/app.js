// Small help for citizens' pages: search suggestions without diacritics, papers already at hand. Pages work without it.
(() => {
  const fold = s => s.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/đ/g, 'd');
  document.querySelectorAll('form[data-suggest]').forEach(form => {
    const input = form.querySelector('input[name=q]'), list = document.createElement('ul');
    let data, at = -1;
    list.className = 'sug'; list.id = 'suggestions'; list.setAttribute('role', 'listbox'); list.setAttribute('aria-label', input.dataset.label); list.hidden = true;
    form.append(list);
    const set = (k, v) => input.setAttribute(k, v);
    set('role', 'combobox'); set('aria-autocomplete', 'list'); set('aria-expanded', 'false'); set('aria-controls', 'suggestions'); set('autocomplete', 'off');
    const close = () => { list.hidden = true; at = -1; set('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); };
    const load = () => data || (data = fetch(form.dataset.suggest).then(r => r.json()).then(a => a.map(([name, meta, href, more]) => ({ name, meta, href, key: fold(name + ' ' + (more || '')) }))));
    const mark = i => {
      at = i; [...list.children].forEach((li, n) => li.setAttribute('aria-selected', n === i));
      i < 0 ? input.removeAttribute('aria-activedescendant') : set('aria-activedescendant', 'g' + i);
    };
    input.addEventListener('focus', load, { once: true });
    input.addEventListener('input', async () => {
      const words = fold(input.value).split(/\s+/).filter(Boolean);
      if (!words.length || words.join('').length < 2) return close();
      const hits = (await load()).filter(d => words.every(w => d.key.includes(w))).slice(0, 6);
      list.replaceChildren(...hits.map((d, i) => {
        const li = document.createElement('li'), a = document.createElement('span'), b = document.createElement('span');
        li.id = 'g' + i; li.setAttribute('role', 'option'); li.setAttribute('aria-selected', 'false'); a.textContent = d.name; b.textContent = d.meta; li.append(a, b);
        li.onpointerdown = e => { e.preventDefault(); location.href = d.href; };
        return li;
      }));
      list.hidden = !hits.length; at = -1; set('aria-expanded', String(!!hits.length));
    });
    input.addEventListener('keydown', e => {
      const n = list.children.length;
      if (list.hidden) return;
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); mark((at + (e.key === 'ArrowDown' ? 1 : n - 1 + (at < 0))) % n); }
      else if (e.key === 'Enter' && at >= 0) { e.preventDefault(); list.children[at].dispatchEvent(new Event('pointerdown', { cancelable: true })); }
      else if (e.key === 'Escape') close();
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
