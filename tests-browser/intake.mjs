// Taking dossiers in by keys alone, counted; drafts; and slips on paper. Against a demo that has lived its year:
//   node tests-browser/intake.mjs http://127.0.0.1:PORT
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

/** Keys pressed, apart from the text that has to be typed anyway. */
class Hands {
  constructor(page) { this.page = page; this.keys = 0; this.letters = 0; }
  async type(text) { this.letters += text.length; await this.page.keyboard.type(text); }
  async press(...keys) { for (const key of keys) { this.keys += 1; await this.page.keyboard.press(key); } }
}

const must = (holds, why) => { if (!holds) throw new Error(why); };

/** A page of somebody of the demo who sits at a commune's desk. */
async function signIn(browser, base, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'vi-VN', ...options });
  const page = await context.newPage();
  await page.goto(`${base}/sign-in`);
  await page.locator('form', { hasText: /một cửa/i }).locator('button').first().click();
  await page.waitForLoadState();
  return { context, page };
}

/** Typing begins in the field for the card, without a key. */
const ready = page => page.waitForFunction(() => document.activeElement?.name === 'scan');

let people = 0;
/** Another invented person each time: nobody has the same procedure open. */
const person = () => {
  people += 1;
  const n = String(Date.now() % 1e8).padStart(8, '0') + people;
  return { name: 'Nguyễn Thị Minh Họa', card: ('096' + n).padEnd(12, '0').slice(0, 12), phone: ('09' + n).slice(0, 10) };
};

async function withFourPapers(browser, base) {
  const { context, page } = await signIn(browser, base);
  await page.goto(`${base}/intake`);
  const hands = new Hands(page), who = person();
  await ready(page);
  await hands.press('Tab');
  await hands.type(who.name);
  await hands.press('Tab');
  await hands.type(who.card);
  await hands.press('Tab');
  await hands.type(who.phone);
  await hands.press('Tab');
  await hands.type('Khóm 1, Phường Đông');
  await hands.press('Tab');
  await hands.type('khai sinh');
  await page.waitForSelector('.sug li');
  await hands.press('Enter');
  await page.waitForFunction(() => document.activeElement?.name === 'all');
  must(await page.locator('[data-part]').count() === 4, 'the procedure has not four papers');
  // Each paper by itself: past "all", tick, past its copies, and so on.
  await hands.press('Tab', 'Space', 'Tab', 'Tab', 'Space', 'Tab', 'Tab', 'Space', 'Tab', 'Tab', 'Space');
  must(await page.locator('[data-part]:checked').count() === 4, 'not all are ticked');
  await Promise.all([page.waitForURL('**/slip'), hands.press('Control+Enter')]);
  must((await page.innerText('.slip')).includes(who.name), 'the slip is somebody else\'s');
  must((await page.innerText('[data-taken]')).includes('Đã tiếp nhận'), 'nobody says that it was taken in');
  await context.close();
  must(hands.keys <= 25, `${hands.keys} keys`);
  return `${hands.keys} keys beside ${hands.letters} letters`;
}

async function byScanner(browser, base) {
  const { context, page } = await signIn(browser, base);
  await page.goto(`${base}/intake`);
  const hands = new Hands(page), who = person();
  await ready(page);
  await page.keyboard.type(`${who.card}||${who.name}|01021990|Nữ|Khóm 1, Phường Đông|15032021`);
  await page.keyboard.press('Enter');
  must(await page.inputValue('#name') === who.name && await page.inputValue('#card') === who.card, 'the card was not read');
  must(await page.inputValue('#scan') === '', 'what was scanned stays');
  await hands.type('khai sinh');
  await page.waitForSelector('.sug li');
  await hands.press('Enter');
  await page.waitForFunction(() => document.activeElement?.name === 'all');
  await hands.press('Space');
  await Promise.all([page.waitForURL('**/slip'), hands.press('Control+Enter')]);
  await context.close();
  must(hands.keys <= 5, `${hands.keys} keys`);
  return `${hands.keys} keys after the scan`;
}

async function twentyCertifications(browser, base) {
  const { context, page } = await signIn(browser, base);
  await page.goto(`${base}/intake/batch`);
  await ready(page);
  const hands = new Hands(page), who = person();
  await hands.press('Tab');
  await hands.type(who.name);
  await hands.press('Tab');
  await hands.type(who.card);
  await hands.press('Tab', 'Tab', 'Tab', 'Tab');
  must(await page.evaluate(() => document.activeElement.name) === 'doc-1', 'the rows are further away');
  const documents = ['Bằng tốt nghiệp THPT', 'Học bạ', 'Giấy khai sinh', 'Giấy kết hôn', 'Hợp đồng lao động'];
  for (let row = 0; row < 20; row += 1) {
    await hands.type(documents[row % documents.length]);
    if (row % 2) { await hands.press('Tab'); await hands.type('3'); }
    if (row < 19) await hands.press('Enter');
  }
  await Promise.all([page.waitForURL('**/intake/batch/*'), hands.press('Control+Enter')]);
  must(await page.locator('.list tbody tr').count() === 20, 'there are not twenty rows');
  await context.close();
  // 40 words a minute are 200 letters or keys a minute.
  const minutes = (hands.keys + hands.letters) / 200;
  must(minutes <= 3, `${minutes.toFixed(2)} minutes`);
  return `${hands.keys} keys and ${hands.letters} letters: ${minutes.toFixed(2)} minutes at 40 words a minute`;
}

async function draftSurvivesAReload(browser, base) {
  const { context, page } = await signIn(browser, base);
  await page.goto(`${base}/intake`);
  await page.fill('#name', 'Người Đang Nhập');
  await page.fill('#procedure', '');
  await page.locator('#procedure').pressSequentially('khai sinh');
  await page.waitForSelector('.sug li');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#part-2');
  await page.check('#part-2');
  await page.fill('#note', 'chưa xong');
  await page.reload();
  await page.waitForSelector('[data-clear]');
  must(await page.inputValue('#name') === 'Người Đang Nhập', 'the name is lost');
  must(await page.isChecked('#part-2') && !(await page.isChecked('#part-1')), 'the ticks are lost');
  must(await page.inputValue('#note') === 'chưa xong', 'the note is lost');
  await page.fill('#note', 'chưa xong, lần hai');
  await page.reload();
  await page.waitForSelector('[data-clear]');
  must(await page.inputValue('#note') === 'chưa xong, lần hai', 'the second reload loses the note');
  await page.click('[data-clear]');
  await page.waitForLoadState();
  must(await page.inputValue('#name') === '', 'a draft thrown away comes back');
  await page.fill('#name', 'Của Người Trước');
  await page.evaluate(() => dispatchEvent(new Event('pagehide')));
  await page.locator('form[action="/sign-out"] button').first().click();
  await page.waitForLoadState();
  must(await page.evaluate(() => sessionStorage.length) === 0, 'a draft outlives its person');
  await context.close();
}

async function sentTwiceIsTakenInOnce(browser, base) {
  const { context, page } = await signIn(browser, base);
  await page.goto(`${base}/intake`);
  const who = person();
  await page.fill('#name', who.name);
  await page.fill('#card', who.card);
  await page.locator('#procedure').pressSequentially('khai tu');
  await page.waitForSelector('.sug li');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-all]');
  await page.check('[data-all]');
  const fields = await page.evaluate(() => [...new FormData(document.querySelector('[data-intake]'))]);
  const send = () => page.evaluate(async list => {
    const answer = await fetch('/intake', { method: 'POST', body: new URLSearchParams([...list, ['act', 'save']]) });
    return answer.url;
  }, fields);
  const [one, two] = await Promise.all([send(), send()]);
  must(one === two && one.endsWith('/slip'), `${one} ${two}`);
  await context.close();
}

async function withoutScripts(browser, base) {
  const { context, page } = await signIn(browser, base, { javaScriptEnabled: false });
  await page.goto(`${base}/intake`);
  const who = person();
  await page.fill('#scan', `${who.card}||${who.name}|01021990|Nữ|Khóm 1|15032021`);
  await page.fill('#procedure', 'dang ky');
  await page.click('.card button[value=find]');
  must(await page.inputValue('#name') === who.name, 'the card was not read');
  await page.check('input[name=choice] >> nth=0');
  await page.click('.card button[value=find]');
  await page.check('[name=all]');
  await page.click('[data-save]');
  must(page.url().endsWith('/slip'), page.url());
  await page.goto(`${base}/intake/batch`);
  await page.fill('#name', who.name);
  await page.fill('#doc-1', 'Học bạ');
  await page.click('button[value=more]');
  must(await page.inputValue('#doc-1') === 'Học bạ', 'more rows lose what was typed');
  await page.fill('#doc-12', 'Bằng lái');
  await page.click('[data-save]');
  must(await page.locator('.list tbody tr').count() === 2, 'not two rows');
  await context.close();
}

/** The slip is one A5 page, its code is read from paper; the list is A4. */
async function onPaper(browser, base, shots) {
  const { context, page } = await signIn(browser, base);
  await page.goto(`${base}/intake`);
  const who = person();
  await page.fill('#name', who.name);
  await page.fill('#card', who.card);
  await page.fill('#phone', who.phone);
  await page.fill('#address', 'Khóm 1, Phường Đông');
  await page.locator('#procedure').pressSequentially('khai sinh');
  await page.waitForSelector('.sug li');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-all]');
  await page.check('[data-all]');
  await page.screenshot({ path: path.join(shots, 'intake-filled-1440.png'), fullPage: true });
  await Promise.all([page.waitForURL('**/slip'), page.click('[data-save]')]);
  const pdf = path.join(shots, 'slip.pdf');
  await page.pdf({ path: pdf, preferCSSPageSize: true });
  const info = spawnSync('pdfinfo', [pdf], { encoding: 'utf8' }).stdout ?? '';
  await context.close();
  must(/Pages:\s+1\n/.test(info), info);
  must(/A5|419\.\d+ x 59[45]/.test(info), info);
}

/** Every test of this file, as `[name, body]`; a body answers a line worth printing, or nothing. */
export const intake = (browser, base, shots) => [
  ['four_papers_take_at_most_25_keys', () => withFourPapers(browser, base)],
  ['a_scanned_card_saves_the_typing', () => byScanner(browser, base)],
  ['twenty_certifications_take_at_most_three_minutes', () => twentyCertifications(browser, base)],
  ['what_is_typed_survives_a_reload_and_goes_with_its_person', () => draftSurvivesAReload(browser, base)],
  ['a_form_sent_twice_is_taken_in_once', () => sentTwiceIsTakenInOnce(browser, base)],
  ['everything_works_without_scripts', () => withoutScripts(browser, base)],
  ['a_slip_is_one_page_of_a5', () => onPaper(browser, base, shots)],
];

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const shots = process.argv[3] ?? fs.mkdtempSync(path.join(os.tmpdir(), 'motcua-intake-'));
  const browser = await chromium.launch({
    executablePath: process.env.MOTCUA_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
  });
  let failed = 0;
  for (const [name, body] of intake(browser, process.argv[2], shots)) {
    try {
      const said = await body();
      console.log(`test browser::intake::${name} ... ok${said ? ` (${said})` : ''}`);
    } catch (error) {
      failed += 1;
      console.log(`test browser::intake::${name} ... FAILED\n${error.message}`);
    }
  }
  await browser.close();
  process.exitCode = failed ? 1 : 0;
}
