// Every page that is looked at: its address, a name for its pictures, and how many bytes it may cost, cold, all in.

/** Pages of the program, over a small province whose year has been lived. */
export const pages = [
  { path: '/', name: 'home', budget: 60_000 },
  { path: '/search?q=dang+ky', name: 'search', budget: 60_000 },
  { path: '/search?q=khia+sinh', name: 'search-nearly', budget: 60_000 },
  { path: '/search?q=m%C3%A1y+bay', name: 'search-nothing', budget: 60_000 },
  { path: '/procedures/1.001111', name: 'procedure', budget: 60_000 },
  { path: '/search?q=bao+tu', name: 'search-own-words', budget: 60_000 },
  { path: '/life/giay-to', name: 'life-event', budget: 60_000 },
  { path: '/desks', name: 'desks', budget: 60_000 },
  { path: '/desks/X99.11', name: 'desk-posting', budget: 80_000 },
  { path: '/catalogue', name: 'catalogue', budget: 60_000 },
  { path: '/catalogue/procedures', name: 'catalogue-list', budget: 60_000 },
  { path: '/catalogue/procedures?channel=877', name: 'catalogue-list-none', budget: 60_000 },
  { path: '/catalogue/decisions', name: 'catalogue-decisions', budget: 60_000 },
  { path: '/open-data', name: 'open-data', budget: 60_000 },
  { path: '/track', name: 'track', budget: 60_000 },
  { path: '/track?code=X99.01-260701-0001', name: 'track-code', budget: 60_000 },
  { path: '/track?code=X99.01-260701-9999', name: 'track-unknown', budget: 60_000, status: 404 },
  { path: '/work?show=paused', name: 'slip-paused', slipOf: 'xa.tiepnhan', budget: 60_000 },
  { path: '/work?show=all', name: 'slip-in-step', slipOf: 'xa.tiepnhan', budget: 60_000 },
  { path: '/statistics', name: 'statistics', budget: 60_000 },
  { path: '/statistics?period=2026-02', name: 'statistics-month', budget: 60_000 },
  { path: '/sign-in', name: 'sign-in', budget: 60_000 },
  {
    path: '/sign-in', name: 'sign-in-wrong', budget: 60_000,
    steps: async page => { await page.fill('#login', 'ai-do'); await page.fill('#password', 'khong-phai'); await page.locator('form[action="/sign-in"] button').click(); await page.waitForSelector('.errsum'); },
  },
  { path: '/nowhere', name: 'lost', budget: 100_000, status: 404 },
  { path: '/statistics?period=nonsense', name: 'statistics-wrong', budget: 60_000, status: 422 },
];

/** Chooses birth registration on the intake form, with scripts or without. */
async function birth(page) {
  const scripts = await page.locator('#procedure[role=combobox]').count();
  if (scripts) {
    await page.locator('#procedure').pressSequentially('khai sinh');
    await page.waitForSelector('.sug li');
    await page.keyboard.press('Enter');
  } else {
    await page.fill('#procedure', '1.001111');
    await page.click('.card button[value=find]');
  }
  await page.waitForSelector('[data-all]');
}

/** Up to where is shown what a decision on units would move. */
async function dissolve(page) {
  await page.selectOption('#unit', { label: await page.locator('#unit option', { hasText: 'Sở Nội vụ' }).innerText() });
  await page.selectOption('#heir', { label: await page.locator('#heir option', { hasText: 'Sở Xây dựng' }).innerText() });
  for (const [id, words] of [['on', '01/08/2026'], ['number', '12/NQ-HĐND'], ['decided', '06/07/2026'], ['reason', 'Sắp xếp bộ máy (minh họa)']]) await page.fill(`#${id}`, words);
  await page.locator('main form button.b').first().click();
  await page.waitForSelector('button[value=confirm]');
}

/** Up to where is shown what a day off would move. */
async function decree(page) {
  for (const [id, words] of [['day', '10/07/2026'], ['name', 'Nghỉ do bão (minh họa)'], ['paper', '34/QĐ-UBND']]) await page.fill(`#${id}`, words);
  await page.locator('main form button.b').first().click();
  await page.waitForSelector('button[value=confirm]');
}

/** A file of the catalogue, up to what it would change. */
const workbook = text => async page => {
  await page.setInputFiles('#file', { name: 'sua.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.locator('form[action="/admin/catalogue/upload"] button').click();
  await page.waitForSelector('main .dl');
};
/** A draft of a department's process with a step that lacks everything. */
async function drafted(page) {
  await page.selectOption('#unit', { label: await page.locator('#unit option', { hasText: 'Sở Xây dựng' }).innerText() });
  await page.locator('main form button.b').first().click();
  await page.waitForSelector('[data-steps]');
  for (const [no, who] of [[1, 'Công chức tiếp nhận'], [2, 'Chuyên viên'], [3, 'Giám đốc']]) await page.fill(`#role-${no}`, who);
  await page.click('button[value=add-1]');
  await page.waitForSelector('#s-4');
}

/** Up to where is shown what approving a draft would change. */
async function approved(page) {
  await drafted(page);
  await page.click('button[value=remove-2]');
  await page.waitForSelector('button[value=undo]');
  await page.fill('#name', 'Quy trình của Sở Xây dựng (minh họa)');
  await page.fill('#more', await page.locator('#all-procedures option').first().getAttribute('value'));
  await page.click('button[value=approve]');
  await page.waitForSelector('#number');
  for (const [id, words] of [['number', '34/QĐ-UBND'], ['issuer', 'Chủ tịch Ủy ban nhân dân tỉnh'], ['summary', 'Phê duyệt quy trình nội bộ (minh họa)']]) await page.fill(`#${id}`, words);
  await page.locator('main form button.b').first().click();
  await page.waitForSelector('button[value=confirm]');
}

/** Pages of staff: `as` is the demo person who looks, `first` opens the first dossier of a list or the first link of a
 * selector, `then` follows it, `steps` does what leads to a page that no address has. */
export const staff = [
  { path: '/account', name: 'account', as: 'xa.xuly', budget: 80_000 },
  { path: '/work', name: 'inbox-desk', as: 'xa.tiepnhan', budget: 80_000 },
  { path: '/work?show=results', name: 'inbox-results', as: 'xa.tiepnhan', budget: 80_000 },
  { path: '/work?show=results', name: 'dossier-result', as: 'xa.tiepnhan', first: true, budget: 80_000 },
  { path: '/work?show=paused', name: 'dossier-paused', as: 'donvikhac', first: true, budget: 80_000 },
  { path: '/work', name: 'dossier-auditor', as: 'kiemtra', first: true, budget: 80_000 },
  { path: '/work?show=new', name: 'inbox-empty', as: 'tiepnhan', budget: 80_000 },
  { path: '/work', name: 'refused', as: 'quantri', budget: 80_000, status: 403 },
  {
    path: '/work', name: 'dossier-wrong', as: 'xa.xuly', first: true, budget: 80_000,
    steps: async page => { await page.click('button[value=supplement]'); await page.waitForSelector('.errsum'); },
  },
  {
    path: '/find', name: 'find-some', as: 'xa.tiepnhan', budget: 80_000,
    steps: async page => { await page.fill('main [name=asked]', 'nguyen'); await page.click('main form[action="/find"] button'); await page.waitForSelector('main h1'); },
  },
  {
    path: '/find', name: 'find-none', as: 'xa.tiepnhan', budget: 80_000,
    steps: async page => { await page.fill('main [name=asked]', 'khong ai ten nhu vay'); await page.click('main form[action="/find"] button'); await page.waitForSelector('main h1'); },
  },
  { path: '/intake', name: 'intake', as: 'xa.tiepnhan', budget: 80_000 },
  { path: '/intake', name: 'intake-parts', as: 'xa.tiepnhan', budget: 80_000, steps: birth },
  {
    path: '/intake', name: 'intake-wrong', as: 'xa.tiepnhan', budget: 80_000,
    steps: async page => { await birth(page); await page.click('[data-save]'); await page.waitForSelector('.errsum'); },
  },
  { path: '/intake/batch', name: 'batch', as: 'xa.tiepnhan', budget: 80_000 },
  { path: '/intake/day', name: 'day', as: 'xa.tiepnhan', budget: 80_000 },
  { path: '/intake/day?day=07/07/2026', name: 'day-before', as: 'xa.tiepnhan', budget: 80_000 },
  { path: '/work?show=all', name: 'slip', as: 'xa.tiepnhan', first: true, then: '/slip', budget: 80_000 },
  { path: '/admin/people', name: 'person', as: 'quantri', first: true, budget: 80_000 },
  { path: '/admin/people', name: 'person-edit', as: 'quantri', first: true, then: '/edit', budget: 80_000 },
  { path: '/admin/people', name: 'person-grant', as: 'quantri', first: true, then: '/grant', budget: 80_000 },
  { path: '/admin/people', name: 'person-delegate', as: 'quantri', first: true, then: '/delegate', budget: 80_000 },
  { path: '/admin/people', name: 'person-leave', as: 'quantri', first: true, then: '/leave', budget: 80_000 },
  { path: '/admin/people', name: 'person-token', as: 'quantri', first: true, then: '/token', budget: 80_000 },
  {
    path: '/admin/people/new', name: 'people-wrong', as: 'quantri', budget: 80_000,
    steps: async page => { await page.locator('main form button.b').last().click(); await page.waitForSelector('.errsum'); },
  },
  { path: '/admin/units', name: 'unit', as: 'quantri', first: true, budget: 80_000 },
  {
    path: '/admin/units/change/dissolve', name: 'units-preview', as: 'quantri', budget: 80_000,
    steps: dissolve,
  },
  {
    path: '/admin/calendars/decree', name: 'calendars-preview', as: 'quantri', budget: 80_000,
    steps: decree,
  },
  { path: '/work', name: 'inbox', as: 'xa.xuly', budget: 80_000 },
  { path: '/work?show=all', name: 'inbox-leader', as: 'lanhdao', budget: 80_000 },
  { path: '/work', name: 'dossier', as: 'xa.xuly', first: true, budget: 80_000 },
  { path: '/work', name: 'dossier-head', as: 'xa.thutruong', first: true, budget: 80_000 },
  { path: '/work', name: 'explain', as: 'xa.xuly', first: true, then: '/explain', budget: 80_000 },
  { path: '/work', name: 'correct', as: 'xa.thutruong', first: true, then: '/correct', budget: 80_000 },
  { path: '/find', name: 'find', as: 'xa.tiepnhan', budget: 80_000 },
  { path: '/admin', name: 'admin', as: 'quantri', budget: 80_000 },
  { path: '/admin/people', name: 'people', as: 'quantri', budget: 80_000 },
  { path: '/admin/people/new', name: 'people-new', as: 'quantri', budget: 80_000 },
  { path: '/admin/units', name: 'units', as: 'quantri', budget: 80_000 },
  { path: '/admin/units/change/merge', name: 'units-merge', as: 'quantri', budget: 80_000 },
  { path: '/admin/units/change/found', name: 'units-found', as: 'quantri', budget: 80_000 },
  { path: '/admin/calendars', name: 'calendars', as: 'quantri', budget: 80_000 },
  { path: '/admin/calendars/decree', name: 'calendars-decree', as: 'quantri', budget: 80_000 },
  { path: '/admin/catalogue', name: 'admin-catalogue', as: 'quantri', budget: 80_000 },
  { path: '/admin/catalogue/procedure/1.001111', name: 'catalogue-procedure', as: 'quantri', budget: 80_000 },
  { path: '/admin/catalogue', name: 'catalogue-look', as: 'quantri', budget: 80_000, steps: workbook('code,name\n1.001111,Tên đã sửa (minh họa)\n') },
  { path: '/admin/catalogue', name: 'catalogue-wrong', as: 'quantri', budget: 80_000, steps: workbook('code,reduced_term,unit\n1.001111,-1,KHONGCO\n') },
  { path: '/admin/processes?q=quy+trinh', name: 'processes', as: 'quantri', budget: 80_000 },
  { path: '/admin/processes', name: 'process', as: 'quantri', first: true, budget: 80_000 },
  { path: '/admin/processes', name: 'process-sheet', as: 'quantri', first: true, then: '/sheet', budget: 80_000 },
  { path: '/admin/processes', name: 'process-run', as: 'quantri', first: true, then: '/simulate?percent=150&wait=60', budget: 80_000 },
  { path: '/admin/process-drafts/new', name: 'process-draft-new', as: 'quantri', budget: 80_000 },
  { path: '/admin/process-drafts/new', name: 'process-draft', as: 'quantri', budget: 80_000, steps: drafted },
  { path: '/admin/process-drafts/new', name: 'process-preview', as: 'quantri', budget: 80_000, steps: approved },
  { path: '/admin/jobs', name: 'jobs', as: 'quantri', budget: 80_000 },
  { path: '/quality', name: 'quality', as: 'caicach', budget: 80_000 },
  { path: '/quality?show=none', name: 'quality-none', as: 'lanhdao', budget: 80_000 },
  { path: '/quality/unit/X99.11', name: 'quality-unit', as: 'caicach', budget: 80_000 },
  { path: '/quality/unit/X99.11/conformity', name: 'quality-share', as: 'caicach', budget: 80_000 },
  { path: '/quality/unit/X99.11/step', name: 'quality-step', as: 'caicach', budget: 80_000 },
  { path: '/quality/unit/X99.11/document', name: 'quality-document', as: 'caicach', budget: 80_000 },
  { path: '/quality/unit/X99.11/audit', name: 'quality-plan', as: 'caicach', budget: 80_000 },
  { path: '/quality/audits', name: 'quality-audits', as: 'caicach', budget: 80_000 },
  { path: '/admin/audit', name: 'audit', as: 'kiemtra', budget: 80_000 },
  { path: '/lead', name: 'lead', as: 'lanhdao', budget: 120_000 },
  { path: '/lead?from=2026-02-01&to=2026-02-28', name: 'lead-month', as: 'lanhdao', budget: 120_000 },
  { path: '/lead?from=nonsense', name: 'lead-wrong', as: 'lanhdao', budget: 120_000, status: 422 },
  { path: '/lead', name: 'lead-own', as: 'xa.thutruong', budget: 120_000 },
  { path: '/lead/unit/X99.11', name: 'lead-unit', as: 'lanhdao', budget: 120_000 },
  { path: '/lead/dossiers?figure=late', name: 'lead-dossiers', as: 'lanhdao', budget: 120_000 },
  { path: '/lead/procedures', name: 'lead-procedures', as: 'lanhdao', budget: 120_000 },
  { path: '/lead/procedures?way=reporting&months=3', name: 'lead-field', as: 'lanhdao', first: '.grid tbody th a', budget: 120_000 },
  { path: '/lead/procedures/dossiers?figure=received', name: 'lead-procedure-dossiers', as: 'lanhdao', budget: 120_000 },
  { path: '/lead/receptions', name: 'lead-receptions', as: 'lanhdao', budget: 120_000 },
  { path: '/lead/receptions/dossiers', name: 'lead-reception-dossiers', as: 'lanhdao', budget: 120_000 },
  { path: '/work/warnings', name: 'warnings', as: 'xa.thutruong', budget: 80_000 },
  { path: '/intake/handover', name: 'handover', as: 'xa.tiepnhan', budget: 80_000 },
];

/** The specimen of every layout and component. */
export const specimen = [
  { path: '/citizen', name: 'specimen-citizen', budget: 60_000 },
  { path: '/form', name: 'specimen-form', budget: 60_000 },
  { path: '/work', name: 'specimen-work', budget: 80_000 },
  { path: '/leader', name: 'specimen-leader', budget: 120_000 },
];
