// One look at one page: axe at two widths in both themes, reflow, content security policy, bytes, words without scripts.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { come, must, shots, slipAddress, test } from './harness.mjs';

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What scripts may add to a page or take from it, beyond what it says without them. */
const extras = [
  '[data-print]', // Printing by a button; without scripts the browser's own menu prints.
  '.noscript-only', // Asks the server for what a script asks by itself.
].join(',');

/** Fails when axe finds anything on a page. */
export async function axe(page) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axeSource);
  const found = await page.evaluate(only => axe.run(document, { runOnly: only }), rules);
  const words = found.violations.map(v => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 4).map(n => n.target.join(' ') + ' | ' + (n.any[0]?.message ?? '')).join('\n  ')}`);
  must(found.violations.length === 0, words.join('\n'));
  must(found.passes.length > 10, 'axe looked at nothing');
}

/** Opens a page as its person, and does what leads to it. */
async function open(site, entry, width, scripts = true) {
  const { context, page } = await come(site.browser, site.base, null, {
    viewport: { width, height: width < 600 ? 844 : 900 },
    deviceScaleFactor: width < 600 ? 2 : 1,
    storageState: entry.as ? await site.state(entry.as) : undefined,
    javaScriptEnabled: scripts,
  });
  const seen = { complaints: [], bytes: 0, page, context };
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  session.on('Network.loadingFinished', event => { seen.bytes += event.encodedDataLength; });
  const url = site.base + await site.address(entry);
  page.on('console', message => {
    const own = message.text().includes('Failed to load resource') && message.location().url === url;
    if (['error', 'warning'].includes(message.type()) && !own) seen.complaints.push(message.text());
  });
  page.on('pageerror', error => seen.complaints.push(error.message));
  const response = await page.goto(url);
  seen.status = response.status();
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  seen.cold = seen.bytes;
  if (entry.steps) await entry.steps(page);
  return seen;
}

async function words(site, entry, scripts) {
  const { page, context } = await open(site, entry, 1440, scripts);
  const text = await page.evaluate(selector => {
    document.querySelectorAll(selector).forEach(e => e.remove());
    return document.querySelector('main').innerText;
  }, extras);
  await context.close();
  return text;
}

/** Every test of one page. */
export async function look(site, entry) {
  const { name, budget, status = 200 } = entry;
  for (const width of [390, 1440]) {
    let seen;
    await test(`${name}::opens_at_${width}_within_its_policy_and_its_bytes`, async () => {
      seen = await open(site, entry, width);
      must(seen.status === status, `status ${seen.status}`);
      must(seen.complaints.length === 0, seen.complaints.join('\n'));
      must(seen.cold <= budget, `${seen.cold} bytes, allowed are ${budget}`);
      return `${seen.cold} bytes cold`;
    });
    if (!seen) continue;
    for (const scheme of ['light', 'dark']) {
      await test(`${name}::axe_finds_nothing_at_${width}_${scheme}`, async () => {
        await seen.page.emulateMedia({ colorScheme: scheme });
        await seen.page.screenshot({ path: `${shots}/${name}-${width}${scheme === 'dark' ? '-dark' : ''}.png`, fullPage: true });
        await axe(seen.page);
      });
    }
    if (width === 390) {
      await test(`${name}::does_not_scroll_sideways_at_320`, async () => {
        await seen.page.setViewportSize({ width: 320, height: 700 });
        const over = await seen.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        must(over <= 0, `${over} px too wide`);
      });
    }
    await seen.context.close();
  }
  await test(`${name}::says_the_same_without_scripts`, async () => {
    let [one, two] = [await words(site, entry, true), await words(site, entry, false)];
    // A minute may have passed between the two.
    if (one !== two) [one, two] = [await words(site, entry, true), await words(site, entry, false)];
    must(one.length > 20, 'there are no words');
    const [a, b] = [one.split('\n'), two.split('\n')];
    const at = a.findIndex((line, i) => line !== b[i]);
    must(one === two, `with scripts: ${a[at]}\nwithout:      ${b[at]}`);
  });
}

/** A site that is looked at: who comes in does so once, and addresses are found once. */
export function site(browser, base) {
  const states = new Map(), found = new Map();
  const once = (map, key, make) => {
    if (!map.has(key)) map.set(key, make());
    return map.get(key);
  };
  const state = login => once(states, login, async () => {
    const { context } = await come(browser, base, login);
    const kept = await context.storageState();
    await context.close();
    return kept;
  });
  // The public page of a slip, as a phone finds it: by the code on the paper that an officer prints.
  const slip = async entry => {
    const { context, page } = await come(browser, base, null, { storageState: await state(entry.slipOf) });
    await page.goto(base + entry.path);
    const href = await page.locator('.grid tbody th a').first().getAttribute('href', { timeout: 5000 });
    await page.goto(`${base}${href}/slip`);
    const address = await slipAddress(page);
    await context.close();
    return address;
  };
  const address = entry => once(found, entry.name, async () => {
    if (entry.slipOf) return slip(entry);
    if (!entry.first) return entry.path;
    const { context, page } = await come(browser, base, null, { storageState: await state(entry.as) });
    await page.goto(base + entry.path);
    const link = page.locator(entry.first === true ? '.grid tbody th a' : entry.first).first();
    const href = await link.getAttribute('href', { timeout: 5000 });
    await context.close();
    return href + (entry.then ?? '');
  });
  return { browser, base, state, address };
}
