// Looks at every page in a real browser, and tells whole stories. Prints one line a test, as `cargo test` does, and its
// last line counts them. A pattern after the command looks only at the pages that it matches.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { come, demo, each, launch, must, results, serve, shots, stopAll, test } from './harness.mjs';
import { look, site } from './look.mjs';
import { pages, specimen, staff } from './pages.mjs';

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

const began = Date.now();
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'motcua-browser-'));
fs.mkdirSync(shots, { recursive: true });
let browser;
try {
  browser = await launch();
  const specimenServer = await serve(shown, ['0']);
  const province = await demo(['--data', path.join(data, 'looked-at')]);
  const [lived, shows] = [site(browser, province.base), site(browser, specimenServer.base)];
  const seen = [
    ...[...staff, ...pages].map(entry => [lived, entry]),
    ...specimen.map(entry => [shows, entry]),
  ].filter(([, entry]) => new RegExp(only).test(entry.name));
  await each(seen, 3, ([where, entry]) => look(where, entry));
  for (const scheme of ['light', 'dark']) await readCode(browser, `${specimenServer.base}/citizen`, scheme);
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
