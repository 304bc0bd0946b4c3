// What people do with the program, told from end to end: the life of a dossier, two people at one dossier, a server that
// restarts and a session that ends in the middle. On either engine.
import { axe } from './look.mjs';
import { come, demo, must, shots, signInOn, slipAddress, stop, test } from './harness.mjs';

const UNIT = 'X99.14';
const MARITAL = { code: '1.001185', typed: 'tinh trang hon nhan' };

let people = 0;
/** Another invented person each time: nobody has the same procedure open. */
function person() {
  people += 1;
  const n = String(Date.now() % 1e7).padStart(7, '0') + String(people).padStart(2, '0');
  return { name: `Nguyễn Thị Chuyện ${['Một', 'Hai', 'Ba', 'Bốn', 'Năm'][people % 5]}`, card: `096${n}`, phone: `0${n}` };
}

/** Fills the long form up to its last field; does not send it. */
async function fillIntake(page, base, who, scripts) {
  await page.goto(`${base}/intake`);
  if (scripts) {
    await page.locator('#procedure').pressSequentially(MARITAL.typed);
    await page.waitForSelector('.sug li');
    await page.keyboard.press('Enter');
  } else {
    await page.fill('#procedure', MARITAL.code);
    await page.click('.card button[value=find]');
  }
  await page.waitForSelector('[data-all]');
  await page.fill('#name', who.name);
  await page.fill('#card', who.card);
  await page.fill('#phone', who.phone);
  await page.fill('#address', 'Khóm 1, Phường Đông');
  await page.check('[data-all]');
  await page.fill('#content', 'Để bổ túc hồ sơ vay vốn');
}

/** Sends the form; answers the code, and where the slip's code for a phone leads. */
async function takeIn(page) {
  await Promise.all([page.waitForURL('**/slip'), page.click('[data-save]')]);
  const code = decodeURIComponent(page.url().split('/').at(-2));
  return { code, slip: await slipAddress(page) };
}

/** Presses a button of a dossier's page; the page must say that it was done. */
async function act(page, base, code, what, note, into = 'note') {
  await page.goto(`${base}/dossier/${code}`);
  if (note) await page.fill(`#${into}`, note);
  await page.click(`button[name=do][value=${what}]`);
  await page.waitForLoadState();
  must(await page.locator('.errsum').count() === 0, `${what}: ${await page.innerText('main')}`);
  return page.locator('[role=status]').first().innerText();
}

/** A number of one unit on the leader's page, and where it leads. */
async function figure(page, base, figure) {
  await page.goto(`${base}/lead/unit/${UNIT}`);
  const link = page.locator(`dl a[href*="figure=${figure}"]`).first();
  return { number: Number((await link.innerText()).replace(/\D/g, '')), link };
}

/** Follows a number; whether the list that it opens holds a dossier. */
async function holds(page, link, code) {
  await link.click();
  for (;;) {
    await page.waitForLoadState();
    if (await page.locator('.grid th a', { hasText: code }).count()) return true;
    const next = page.locator('.pager a[rel=next]');
    if (!await next.count()) return false;
    await next.click();
  }
}

async function lifeOfADossier(browser, site, scripts) {
  const { base } = site, options = { javaScriptEnabled: scripts };
  const [desk, officer, head, leader] = await Promise.all(
    ['xa.tiepnhan', 'xa.xuly', 'xa.thutruong', 'lanhdao'].map(login => come(browser, base, login, options)));
  const citizen = await come(browser, base, null, { ...options, viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
  const before = await figure(leader.page, base, 'on_time_or_early');

  const who = person();
  await fillIntake(desk.page, base, who, scripts);
  const { code, slip } = await takeIn(desk.page);
  must((await desk.page.innerText('.slip')).includes(who.name), 'the slip is somebody else\'s');
  const phone = async (...words) => {
    await citizen.page.goto(base + slip);
    const text = await citizen.page.innerText('main');
    for (const word of words) must(text.includes(word), `the citizen does not read “${word}”: ${text}`);
    if (scripts) await axe(citizen.page);
  };
  await phone(code);
  await act(desk.page, base, code, 'forward');

  // The officer finds it in his inbox, not by knowing its code.
  await officer.page.goto(`${base}/work`);
  await officer.page.locator('.grid th a', { hasText: code }).click();
  must(decodeURIComponent(officer.page.url()).endsWith(code), officer.page.url());
  const asked = 'Bản sao trích lục ghi chú ly hôn; xin nộp tại quầy trong giờ hành chính.';
  await act(officer.page, base, code, 'supplement', asked);
  await phone(asked);
  await citizen.page.screenshot({ path: `${shots}/story-asked-390.png`, fullPage: true });
  if (scripts) {
    await officer.page.goto(`${base}/dossier/${code}`);
    await officer.page.screenshot({ path: `${shots}/story-paused-1440.png`, fullPage: true });
    await axe(officer.page);
  }
  await act(officer.page, base, code, 'resume');
  await act(officer.page, base, code, 'forward');
  const settled = await act(head.page, base, code, 'settle');
  must(/trước hạn|đúng hạn/.test(settled), settled);
  await phone('Đã có kết quả');
  const delivered = await act(desk.page, base, code, 'deliver');
  must(delivered.includes('Đã trả kết quả'), delivered);

  const after = await figure(leader.page, base, 'on_time_or_early');
  must(after.number === before.number + 1, `the leader's number was ${before.number} and is ${after.number}`);
  must(await holds(leader.page, after.link, code), 'the list behind the number does not hold the dossier');
  await leader.page.screenshot({ path: `${shots}/story-behind-1440.png`, fullPage: true });
  await phone('Đã trả kết quả');
  await citizen.page.screenshot({ path: `${shots}/story-done-390.png`, fullPage: true });
  for (const { context } of [desk, officer, head, leader, citizen]) await context.close();
  return `${code}: ${before.number} → ${after.number}`;
}

/** A dossier that lies with the case officer and the head. */
async function forwarded(desk, base, scripts) {
  await fillIntake(desk, base, person(), scripts);
  const { code } = await takeIn(desk);
  await act(desk, base, code, 'forward');
  return code;
}

async function twoAtOneDossier(browser, site, scripts) {
  const { base } = site, options = { javaScriptEnabled: scripts };
  const [desk, first, second] = await Promise.all(
    ['xa.tiepnhan', 'xa.thutruong', 'xa.xuly'].map(login => come(browser, base, login, options)));
  const code = await forwarded(desk.page, base, scripts);
  const typed = 'Thiếu bản sao giấy khai sinh.\nXin nộp trước thứ Sáu.';
  await second.page.goto(`${base}/dossier/${code}`);
  await second.page.fill('#note', typed);
  await act(first.page, base, code, 'forward');
  await second.page.click('button[value=supplement]');
  await second.page.waitForSelector('.errsum');
  const told = await second.page.innerText('.errsum');
  must(/Dương Văn Phúc.*chuyển bước.*lúc \d/is.test(told), told);
  const kept = await second.page.locator('#note').inputValue();
  must(kept.replaceAll('\r', '') === typed, `of what he typed stands: ${kept}`);
  if (scripts) {
    await second.page.screenshot({ path: `${shots}/story-second-1440.png`, fullPage: true });
    await axe(second.page);
  }
  // What he has seen now he may act on.
  await second.page.click('button[value=supplement]');
  await second.page.waitForLoadState();
  must(await second.page.locator('.errsum').count() === 0, await second.page.innerText('main'));
  must((await second.page.innerText('main')).includes('Thiếu bản sao giấy khai sinh.'), 'it was not written');
  for (const { context } of [desk, first, second]) await context.close();
}

/** Nothing that stood there may be missing. (“All papers” stands for each of them once the server has seen it.) */
function lost(before, after) {
  const there = new Set(after.split('\n')), gone = before.split('\n').filter(line => !there.has(line));
  must(gone.length === 0, `lost: ${gone.join(', ')}`);
}

/** What stands in the long form. */
const standing = page => page.evaluate(() => [...new FormData(document.querySelector('[data-intake]'))]
  .filter(([name]) => !['csrf', 'form', '_again'].includes(name)).map(([name, value]) => `${name}=${value}`).sort().join('\n'));

async function restart(site) {
  await stop(site.server);
  site.server = await demo(site.place, new URL(site.base).port);
  must(site.server.base === site.base, 'the port changed');
}

async function restartedUnderAForm(browser, site, scripts) {
  const desk = await come(browser, site.base, 'xa.tiepnhan', { javaScriptEnabled: scripts });
  const officer = await come(browser, site.base, 'xa.xuly', { javaScriptEnabled: scripts });
  const code = await forwarded(desk.page, site.base, scripts);
  const typed = 'Đã đối chiếu bản chính.', who = person();
  await officer.page.goto(`${site.base}/dossier/${code}`);
  await officer.page.fill('#note', typed);
  await fillIntake(desk.page, site.base, who, scripts);
  await restart(site);
  await takeIn(desk.page);
  must((await desk.page.innerText('.slip')).includes(who.name), 'the slip is somebody else\'s');
  await officer.page.click('button[value=forward]');
  await officer.page.waitForSelector('[role=status]');
  must((await officer.page.innerText('main')).includes(typed), `his words are gone: ${await officer.page.innerText('main')}`);
  for (const { context } of [desk, officer]) await context.close();
}

/** Sent while nobody is there: the browser says so. The page, asked for again, has what was typed from its draft; without
 * scripts the browser sends it again. */
async function sentIntoTheGap(browser, site, scripts) {
  const { page, context } = await come(browser, site.base, 'xa.tiepnhan', { javaScriptEnabled: scripts });
  const who = person();
  await fillIntake(page, site.base, who, scripts);
  const before = await standing(page);
  await stop(site.server);
  const refused = page.waitForEvent('requestfailed');
  await page.click('[data-save]', { noWaitAfter: true });
  await refused;
  await page.waitForURL('chrome-error://**');
  site.server = await demo(site.place, new URL(site.base).port);
  if (scripts) {
    await page.goto(`${site.base}/intake`);
    await page.waitForSelector('[data-clear]');
    lost(before, await standing(page));
    await takeIn(page);
  } else {
    await page.reload();
  }
  must((await page.innerText('.slip')).includes(who.name), 'what was sent is lost');
  await context.close();
}

async function endedUnderAForm(browser, site, scripts) {
  const { base } = site;
  const [desk, elsewhere] = [await come(browser, base, 'xa.tiepnhan', { javaScriptEnabled: scripts }), await come(browser, base, 'xa.tiepnhan')];
  await fillIntake(desk.page, base, person(), scripts);
  const before = await standing(desk.page);
  await elsewhere.page.goto(`${base}/account`);
  await elsewhere.page.locator('form[action="/account/sessions/end"] button.b').click();
  await elsewhere.page.waitForLoadState();
  await elsewhere.context.close();
  await desk.page.click('[data-save]');
  await desk.page.waitForSelector('.cast');
  if (scripts) await desk.page.screenshot({ path: `${shots}/story-ended-1440.png`, fullPage: true });
  await signInOn(desk.page, 'xa.tiepnhan');
  if (!scripts) await desk.page.locator('form[data-again] button').click();
  await desk.page.waitForSelector('[data-intake]');
  lost(before, await standing(desk.page));
  if (scripts) {
    await desk.page.screenshot({ path: `${shots}/story-again-1440.png`, fullPage: true });
    await axe(desk.page);
  }
  await takeIn(desk.page);
  await desk.context.close();
}

/** All stories on one engine; one after the other, because they count. */
export async function stories(browser, site, engine) {
  for (const scripts of [true, false]) {
    const how = scripts ? 'with_scripts' : 'without_scripts';
    const tell = (name, story) => test(`stories::${engine}::${how}::${name}`, () => story(browser, site, scripts));
    await tell('a_dossier_is_taken_in_supplemented_settled_and_counted', lifeOfADossier);
    await tell('who_comes_second_reads_who_was_first_and_keeps_what_he_typed', twoAtOneDossier);
    await tell('a_session_that_ends_under_a_long_form_loses_nothing', endedUnderAForm);
    await tell('a_server_that_restarts_under_a_form_loses_nothing', restartedUnderAForm);
    await tell('what_is_sent_while_the_server_restarts_is_not_lost', sentIntoTheGap);
  }
}
