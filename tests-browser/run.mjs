// Looks at every page in a real browser: axe at two widths in both themes, reflow, content security policy, bytes,
// words without scripts. Prints one line a test, as `cargo test` does, and its last line counts them.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { pages, specimen } from './pages.mjs';

const program = process.env.MOTCUA_OPTIMISED ?? 'target/release/motcua';
const shown = process.env.MOTCUA_SPECIMEN ?? 'target/debug/examples/specimen';
const province = 'provinces/mau-hai-cap';
const shots = 'target/shots';
const executablePath = process.env.MOTCUA_CHROMIUM ?? '/usr/bin/chromium';
const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let passed = 0;
const failures = [];

async function test(name, body) {
  try {
    await body();
    passed += 1;
    console.log(`test browser::${name} ... ok`);
  } catch (error) {
    failures.push(`---- ${name} ----\n${error.message}`);
    console.log(`test browser::${name} ... FAILED`);
  }
}

function must(holds, why) {
  if (!holds) throw new Error(why);
}

function motcua(...args) {
  const done = spawnSync(program, args, { encoding: 'utf8' });
  must(done.status === 0, `${args.join(' ')}: ${done.stdout}${done.stderr}${done.error ?? ''}`);
}

/** Starts a server on a free port; it says where on standard error. */
function serve(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.on('data', chunk => {
      said += chunk;
      const url = said.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (url) resolve({ child, base: url[0] });
    });
    child.on('error', reject);
    child.on('exit', code => reject(new Error(`the program ended with ${code}: ${said}`)));
  });
}

/** A page of a width and a theme, and what the browser complained about while it loaded. */
async function open(browser, url, { width, scheme = 'light', axe = false, scripts = true }) {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 844 : 900 },
    deviceScaleFactor: width < 600 ? 2 : 1,
    colorScheme: scheme,
    bypassCSP: axe,
    javaScriptEnabled: scripts,
    locale: 'vi-VN',
  });
  const page = await context.newPage();
  const seen = { complaints: [], bytes: 0, page, context };
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  session.on('Network.loadingFinished', event => { seen.bytes += event.encodedDataLength; });
  page.on('console', message => {
    const own = message.text().includes('Failed to load resource') && message.location().url === url;
    if (['error', 'warning'].includes(message.type()) && !own) seen.complaints.push(message.text());
  });
  page.on('pageerror', error => seen.complaints.push(error.message));
  const response = await page.goto(url, { waitUntil: 'networkidle' });
  seen.status = response.status();
  return seen;
}

async function look(browser, base, { path: address, name, budget, status = 200 }) {
  const url = base + address;
  for (const width of [390, 1440]) {
    for (const scheme of ['light', 'dark']) {
      await test(`${name}::axe_finds_nothing_at_${width}_${scheme}`, async () => {
        const { page, context } = await open(browser, url, { width, scheme, axe: true });
        await page.screenshot({ path: `${shots}/${name}-${width}${scheme === 'dark' ? '-dark' : ''}.png`, fullPage: true });
        await page.evaluate(axeSource);
        const found = await page.evaluate(only => axe.run(document, { runOnly: only }), rules);
        await context.close();
        const words = found.violations.map(v => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 4).map(n => n.target.join(' ') + ' | ' + (n.any[0]?.message ?? '')).join('\n  ')}`);
        must(found.violations.length === 0, words.join('\n'));
        must(found.passes.length > 10, 'axe looked at nothing');
      });
    }
  }
  await test(`${name}::does_not_scroll_sideways_at_320`, async () => {
    const { page, context } = await open(browser, url, { width: 320 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await context.close();
    must(over <= 0, `${over} px too wide`);
  });
  await test(`${name}::keeps_the_content_security_policy_and_its_budget`, async () => {
    const { complaints, bytes, context, status: got } = await open(browser, url, { width: 390 });
    await context.close();
    must(got === status, `status ${got}`);
    must(complaints.length === 0, complaints.join('\n'));
    must(bytes <= budget, `${bytes} bytes, allowed are ${budget}`);
    console.log(`  ${name}: ${bytes} bytes cold`);
  });
  await test(`${name}::says_the_same_without_scripts`, async () => {
    const seen = [];
    for (const scripts of [true, false]) {
      const { page, context } = await open(browser, url, { width: 1440, scripts });
      seen.push(await page.innerText('main'));
      await context.close();
    }
    must(seen[0] === seen[1] && seen[0].length > 20, 'the words differ');
  });
}

/** A phone must be able to read a code that stands on a page, at the size it has there, in both themes. */
async function readCode(browser, url, scheme) {
  await test(`qr::is_read_from_the_screen_${scheme}`, async () => {
    const { page, context } = await open(browser, url, { width: 390, scheme });
    const file = `${shots}/qr-${scheme}.png`;
    await page.locator('svg.qr').screenshot({ path: file });
    await context.close();
    const read = spawnSync('zbarimg', ['--quiet', '--raw', file], { encoding: 'utf8' });
    must(read.stdout?.trim() === 'https://dvc.example/h/X99.11-201118-0047-K2', `read: ${read.stdout}${read.stderr}${read.error ?? ''}`);
  });
}

const data = fs.mkdtempSync(path.join(os.tmpdir(), 'motcua-browser-'));
fs.mkdirSync(shots, { recursive: true });
const servers = [];
let browser;
try {
  motcua('load', province, '--data', data);
  motcua('replay', province, '--data', data);
  const provinceServer = await serve(program, ['serve', '--data', data, '--port', '0']);
  servers.push(provinceServer);
  const specimenServer = await serve(shown, ['0']);
  servers.push(specimenServer);
  browser = await chromium.launch({
    executablePath,
    // The driver cannot nest the browser's own sandbox when tests run as the superuser.
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  for (const page of pages) await look(browser, provinceServer.base, page);
  for (const page of specimen) await look(browser, specimenServer.base, page);
  for (const scheme of ['light', 'dark']) await readCode(browser, `${specimenServer.base}/citizen`, scheme);
} catch (error) {
  failures.push(error.stack);
} finally {
  await browser?.close();
  for (const { child } of servers) child.kill('SIGTERM');
  fs.rmSync(data, { recursive: true, force: true });
}
if (failures.length) console.log(`\nfailures:\n\n${failures.join('\n\n')}\n`);
console.log(`test result: ${failures.length ? 'FAILED' : 'ok'}. ${passed} passed; ${failures.length} failed; 0 ignored`);
process.exitCode = failures.length ? 1 : 0;
