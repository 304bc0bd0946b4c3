// What all tests in a browser stand on: counting, servers, a browser, and people of the demo who sign in.
import { spawn, spawnSync } from 'node:child_process';
import { chromium } from 'playwright-core';

export const program = process.env.MOTCUA_OPTIMISED ?? 'target/release/motcua';
export const province = 'provinces/mau-hai-cap';
export const shots = 'target/shots';

/** The demo's cast: login name, and the name that the sign-in page shows. */
export const cast = {
  'tiepnhan': 'Nguyễn Thị Mai',
  'xuly': 'Trần Văn Bình',
  'thutruong': 'Lê Hoàng Nam',
  'donvikhac': 'Phạm Thu Hà',
  'lanhdao': 'Võ Minh Tuấn',
  'caicach': 'Đặng Ngọc Lan',
  'quantri': 'Bùi Quốc Việt',
  'kiemtra': 'Huỳnh Thanh Sơn',
  'xa.tiepnhan': 'Trịnh Thị Hoa',
  'xa.xuly': 'Cao Minh Đức',
  'xa.thutruong': 'Dương Văn Phúc',
};

export const results = { passed: 0, failures: [] };

/** Runs a test; a body may answer a line worth printing. */
export async function test(name, body) {
  try {
    const said = await body();
    results.passed += 1;
    console.log(`test browser::${name} ... ok${said ? ` (${said})` : ''}`);
  } catch (error) {
    results.failures.push(`---- ${name} ----\n${error.stack ?? error.message}`);
    console.log(`test browser::${name} ... FAILED`);
  }
}

export function must(holds, why) {
  if (!holds) throw new Error(why);
}

/** Asks again until it holds; there is no telling when another process will be ready. */
export async function until(holds, what, seconds = 120) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const held = await holds().catch(() => false);
    if (held) return held;
    must(Date.now() < end, `waited ${seconds} s for ${what}`);
    await new Promise(next => setTimeout(next, 100));
  }
}

/** Does the work for each of a list, a few at a time. */
export async function each(list, atOnce, work) {
  const left = [...list];
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (left.length) await work(left.shift());
  }));
}

const running = new Set();

/** Starts a server; it says where on standard error. */
export function serve(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  running.add(child);
  const ended = new Promise(resolve => child.on('exit', code => { running.delete(child); resolve(code); }));
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.on('data', chunk => {
      said += chunk;
      const url = said.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (url) resolve({ child, base: url[0], ended });
    });
    child.on('error', reject);
    ended.then(code => reject(new Error(`the program ended with ${code}: ${said}`)));
  });
}

/** Asks a server to stop, and waits until it has. */
export async function stop(server) {
  server.child.kill('SIGTERM');
  return server.ended;
}

export function stopAll() {
  for (const child of running) child.kill('SIGTERM');
}

/** A demo at a place whose year has been lived. Slips carry a code for a phone: they know their address. */
export async function demo(place, port = 0) {
  const args = ['demo', '--province', province, ...place, '--port', String(port), '--public-url', 'https://dvc.example'];
  const server = await serve(program, args);
  await until(async () => (await (await fetch(server.base)).text()).includes('Ở đây đang là'), 'the year to be lived');
  return server;
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.MOTCUA_CHROMIUM ?? '/usr/bin/chromium',
    // The driver cannot nest the browser's own sandbox when tests run as the superuser.
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** Signs in on the page where somebody is, or on `/sign-in`. */
export async function signInOn(page, login) {
  await page.locator('.cast button', { hasText: cast[login] }).click();
  await page.waitForLoadState();
  must(!page.url().endsWith('/sign-in'), `${login} cannot sign in`);
}

/** A browser of somebody: himself, signed in. */
export async function come(browser, base, login, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 }, locale: 'vi-VN', reducedMotion: 'reduce', ...options,
  });
  const page = await context.newPage();
  if (login) {
    await page.goto(`${base}/sign-in`);
    await signInOn(page, login);
  }
  return { context, page };
}

/** Where the code of the slip on a page leads a phone. */
export async function slipAddress(page) {
  const shown = await page.locator('svg.qr').screenshot();
  const read = spawnSync('zbarimg', ['--quiet', '--raw', '-'], { input: shown, encoding: 'utf8' });
  const address = read.stdout?.trim() ?? '';
  must(/^https:\/\/dvc\.example\/t\/[0-9a-z]+$/.test(address), `the slip's code says: ${address}${read.stderr}${read.error ?? ''}`);
  return new URL(address).pathname;
}
