// By keys alone: the inbox, the way past the menu, and every part of a page in turn with a visible focus.
import { come, must, test } from './harness.mjs';

const focused = page => page.evaluate(() => {
  const e = document.activeElement;
  return e === document.body ? '' : `${e.tagName} ${e.id || e.getAttribute('name') || ''} ${(e.innerText ?? '').trim().slice(0, 30)}`;
});

async function inbox(browser, base) {
  const { page, context } = await come(browser, base, 'xa.tiepnhan');
  await page.goto(`${base}/work?show=results`);
  const row = async () => page.evaluate(() => [...document.querySelectorAll('.grid tbody tr')].findIndex(r => r.contains(document.activeElement)));
  await page.keyboard.press('j');
  must(await row() === 0, 'J does not come to the first dossier');
  await page.keyboard.press('j');
  must(await row() === 1, 'J does not go down');
  await page.keyboard.press('k');
  must(await row() === 0, 'K does not go up');
  const href = await page.evaluate(() => document.activeElement.getAttribute('href'));
  await Promise.all([page.waitForURL('**/dossier/**'), page.keyboard.press('Enter')]);
  must(page.url().endsWith(href), 'Enter opens another dossier');
  await page.goto(`${base}/work`);
  await page.keyboard.press('/');
  must(await page.evaluate(() => document.activeElement.hasAttribute('data-search')), '/ does not search');
  await page.keyboard.type('jkt');
  must(await page.inputValue('[data-search]') === 'jkt', 'keys act while one types');
  await page.goto(`${base}/work`);
  await Promise.all([page.waitForURL('**/intake'), page.keyboard.press('t')]);
  // Whoever wants them off has them off (WCAG 2.1.4).
  await page.goto(`${base}/work`);
  await page.click('button[name=keys][value=off]');
  await page.keyboard.press('j');
  must(await row() === -1, 'J acts although keys are off');
  await page.click('button[name=keys][value=on]');
  await context.close();
}

async function pastTheMenu(browser, base, login, path) {
  const { page, context } = await come(browser, base, login);
  await page.goto(base + path);
  await atTheTop(page);
  await page.keyboard.press('Tab');
  must(await page.evaluate(() => document.activeElement.classList.contains('skip')), `first comes ${await focused(page)}`);
  const box = await page.locator('.skip').boundingBox();
  must(box && box.x >= 0 && box.y >= 0, 'the way past the menu cannot be seen');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  must(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)), `behind it comes ${await focused(page)}`);
  await context.close();
}

/** As if somebody had just come to the page, wherever typing begins there. */
const atTheTop = page => page.evaluate(() => {
  const e = document.createElement('i');
  e.tabIndex = -1;
  document.body.prepend(e);
  e.focus();
  e.remove();
});

/** Marks what can be acted on: of a group of radio buttons one is in the row of Tab, the others by arrows. */
const mark = page => page.evaluate(() => {
  const seen = new Set();
  let n = 0;
  for (const e of document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex="0"]')) {
    if (e.tabIndex < 0 || e.disabled || !e.checkVisibility({ visibilityProperty: true })) continue;
    if (e.type === 'radio') {
      const group = `${e.form?.action} ${e.name}`;
      if (seen.has(group)) continue;
      seen.add(group);
      document.querySelectorAll(`input[type=radio][name="${e.name}"]`).forEach(r => { r.dataset.stop = n; });
    }
    e.dataset.stop = n;
    n += 1;
  }
  return n;
});

async function everyPartInTurn(browser, base, login, path, first) {
  const { page, context } = await come(browser, base, login);
  await page.goto(base + path);
  if (first) await page.goto(base + await page.locator('.grid tbody th a').first().getAttribute('href'));
  await atTheTop(page);
  const stops = await mark(page), got = new Set(), dim = [];
  for (let i = 0; i < stops + 5; i += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const e = document.activeElement, style = getComputedStyle(e);
      const shown = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
      return { stop: e.dataset.stop, shown, what: e.outerHTML.slice(0, 120) };
    });
    if (at.stop === undefined) continue;
    got.add(Number(at.stop));
    if (!at.shown) dim.push(at.what);
  }
  const missed = await page.evaluate(list => list.map(n => document.querySelector(`[data-stop="${n}"]`).outerHTML.slice(0, 120)), [...Array(stops).keys()].filter(n => !got.has(n)));
  await context.close();
  must(missed.length === 0, `Tab does not come to:\n${missed.join('\n')}`);
  must(dim.length === 0, `nobody sees the focus on:\n${dim.join('\n')}`);
  return `${stops} stops`;
}

/** Every test by keys. */
export async function keys(browser, base) {
  await test('keys::the_inbox_is_worked_by_keys', () => inbox(browser, base));
  const pages = [
    ['inbox', 'xa.tiepnhan', '/work', false], ['dossier', 'xa.thutruong', '/work', true], ['intake', 'xa.tiepnhan', '/intake', false],
    ['batch', 'xa.tiepnhan', '/intake/batch', false], ['lead', 'lanhdao', '/lead', false], ['people', 'quantri', '/admin/people', false],
    ['calendars_decree', 'quantri', '/admin/calendars/decree', false],
  ];
  for (const [name, login, path, first] of pages) {
    await test(`keys::${name}::the_first_stop_leads_past_the_menu`, () => pastTheMenu(browser, base, login, path));
    await test(`keys::${name}::every_part_is_reached_and_seen`, () => everyPartInTurn(browser, base, login, path, first));
  }
}
