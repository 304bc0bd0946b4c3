// Looks at every page in a real browser, and tells whole stories. Prints one line a test, as `cargo test` does, and its
// last line counts them. After the command may stand one part
// (pages, intake, keys, stories) or a pattern of the pages to be looked at.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { come, demo, each, launch, must, results, serve, shots, stopAll, test } from './harness.mjs';
import { intake } from './intake.mjs';
import { keys } from './keys.mjs';
import { look, site } from './look.mjs';
import { pages, specimen, staff } from './pages.mjs';
import { stories } from './stories.mjs';

const shown = process.env.MOTCUA_SPECIMEN ?? 'target/debug/examples/specimen';
const only = process.argv[2] ?? '';

/** A phone must be able to read a code that stands on a page, at the size it has there, in both themes. */
async function readCode(browser, url, scheme) {
  await test(`qr::is_read_from_the_screen_${scheme}`, async () => {
    const { page, context } = await come(browser, url, null, { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, colorScheme: scheme });
    await page.goto(url);
    const file = `${shots}/qr-${scheme}.png`;
    await page.locator('svg.qr').screenshot({ path: file });
    await context.close();
    const read = spawnSync('zbarimg', ['--quiet', '--raw', file], { encoding: 'utf8' });
    must(read.stdout?.trim() === 'https://dvc.example/h/X99.11-201118-0047-K2', `read: ${read.stdout}${read.stderr}${read.error ?? ''}`);
  });
}

/** Everything, or of the pages those that the pattern matches, or one of the other parts. */
const parts = ['pages', 'intake', 'keys', 'stories'];
const wanted = part => !only || only === part;

/** Stories on both engines at once; each has a server of its own, which is stopped and started under people's hands. */
async function tellStories(browser, lookedAt) {
  const url = process.env.MOTCUA_TEST_PG;
  await test('stories::there_is_a_postgresql', async () => must(url, 'MOTCUA_TEST_PG is not set: run `cargo xtask test --browser`'));
  const engines = [['sqlite', lookedAt]];
  if (url) {
    const place = ['--database', url, '--schema', `browser_${process.pid}`];
    const server = await demo(place);
    engines.push(['postgresql', { base: server.base, server, place }]);
  }
  await Promise.all(engines.map(([engine, where]) => stories(browser, where, engine)));
}

const began = Date.now();
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'motcua-browser-'));
fs.mkdirSync(shots, { recursive: true });
let browser;
try {
  browser = await launch();
  const place = ['--data', path.join(data, 'lived')];
  const server = await demo(place), { base } = server;
  if (!parts.includes(only) || wanted('pages')) {
    const specimenServer = await serve(shown, ['0']);
    const [lived, shows] = [site(browser, base), site(browser, specimenServer.base)];
    const names = [...staff, ...pages, ...specimen].map(entry => entry.name);
    // Pictures and addresses are kept by name.
    await test('pages::each_has_a_name_of_its_own', async () => must(new Set(names).size === names.length, names.filter((n, i) => names.indexOf(n) !== i).join(' ')));
    const pattern = new RegExp(parts.includes(only) ? '' : only);
    const seen = [...[...staff, ...pages].map(entry => [lived, entry]), ...specimen.map(entry => [shows, entry])];
    await each(seen.filter(([, entry]) => pattern.test(entry.name)), 3, ([where, entry]) => look(where, entry));
    for (const scheme of ['light', 'dark']) await readCode(browser, `${specimenServer.base}/citizen`, scheme);
  }
  if (wanted('keys')) await keys(browser, base);
  if (wanted('intake')) for (const [name, body] of intake(browser, base, shots)) await test(`intake::${name}`, body);
  if (wanted('stories')) await tellStories(browser, { base, server, place });
} catch (error) {
  results.failures.push(error.stack);
} finally {
  await browser?.close();
  stopAll();
  fs.rmSync(data, { recursive: true, force: true, maxRetries: 5 });
}
const { passed, failures } = results;
console.log(`${Math.round((Date.now() - began) / 1000)} s`);
if (failures.length) console.log(`\nfailures:\n\n${failures.join('\n\n')}\n`);
console.log(`test result: ${failures.length ? 'FAILED' : 'ok'}. ${passed} passed; ${failures.length} failed; 0 ignored`);
process.exitCode = failures.length ? 1 : 0;
