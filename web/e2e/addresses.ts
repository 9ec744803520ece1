// What has to be done in the demo before some pages can be looked at; each answers with the page's path below the language.

import type { Page } from 'playwright-core';
import { codeFor, openRoom, signIn } from './people.ts';
import { until } from './until.ts';

/** Which of the times a language takes, counted from the end below zero, so that those who look at once seldom want the same one. */
const places: Record<string, number> = { en: 0, ko: -1, 'ar-XB': 3, 'en-XA': -4 };

const held = /\/book\/miraon-imaging\/[0-9a-f-]{36}/;

/** Holds a time of a company, as step 1 of booking does. */
export async function hold(page: Page, lang: string): Promise<string> {
  const times = `/${lang}/book/miraon-imaging?product=MI-F24`;
  await page.goto(times);
  const slots = page.locator('#times .slot');
  const place = places[lang] ?? 0;
  const choose = async () => {
    const count = await slots.count();
    if (count === 0 && !held.test(page.url())) await page.goto(times); // the last time of the day went to somebody else; the next day may have some
    if (count === 0) return page.url();
    await slots.nth(place < 0 ? Math.max(place, -count) : Math.min(place, count - 1)).click();
    // The list may be drawn anew just then, since another language takes its time; or the time is gone, and the form comes back.
    // A second try before the first is answered would hold a second time: few are allowed, and a busy machine answers late.
    if ((await page.locator('#times input[name=at]:checked').count()) === 1) await Promise.all([page.waitForEvent('domcontentloaded'), page.locator('#times button').click()]);
    return page.url();
  };
  await until('a time is held', choose, (url) => held.test(url), 60_000);
  return below(page, lang);
}

/** Says what it is about, as step 2 does. */
export async function describe(page: Page, lang: string): Promise<string> {
  await hold(page, lang);
  await page.locator('input[name=goal][value=price]').check();
  await page.locator('#message').fill('A chain of twelve clinics; we would like to hear about prices for ten units.');
  await page.locator('form.fields button').click();
  await page.waitForURL(/\/who$/);
  return below(page, lang);
}

/** Where the page is, below its language. */
function below(page: Page, lang: string): string {
  const { pathname, search } = new URL(page.url());
  return pathname.replace(`/${lang}`, '') + search;
}

/** The consultation whose room is open for the person. */
export async function consultation(page: Page): Promise<string> {
  return `/consultations/${await openRoom(page)}`;
}

/** A request that waits for the office. */
export async function waiting(page: Page, lang: string): Promise<string> {
  await page.goto(`/${lang}/desk/queue`);
  const href = await page.locator('.queue-title a').first().getAttribute('href');
  return (href ?? '').replace(`/${lang}`, '');
}

/** The newest letter of the demo. */
export async function letter(page: Page, lang: string): Promise<string> {
  await page.goto(`/${lang}/dev/mail`);
  const href = await page.locator('main table a').first().getAttribute('href');
  return (href ?? '').replace(`/${lang}`, '');
}

/** Asks for the code that a new buyer signs in with, as step 3 does. */
export async function askCode(page: Page, lang: string): Promise<string> {
  await page.goto(`/${lang}${await describe(page, lang)}`);
  await page.locator('#email').fill(`first-${lang.toLowerCase()}@buyer.example`);
  await page.locator('#name').fill('Ilinca Moraru');
  await page.locator('#company').fill('Clinica Moraru');
  await page.locator('#country').selectOption('RO');
  await page.locator('#place').selectOption({ index: 1 });
  await page.locator('input[name=consent]').check();
  await page.locator('form[action$="/who"] button.primary').click();
  await page.waitForURL(/\/code$/);
  return below(page, lang);
}

/** Asks on the sign-in page for a code by mail. */
export async function askSignIn(page: Page, lang: string, who = 'guest'): Promise<string> {
  await page.goto(`/${lang}/sign-in`);
  const form = page.locator('form[action$="/sign-in/mail"]');
  await form.locator('input[type=email]').fill(`${who}-${lang.toLowerCase()}@buyer.example`);
  await form.locator('button').click();
  await page.waitForURL(/\/sign-in\/code/);
  return below(page, lang);
}

/** Signs in with the code by mail as somebody whom the portal does not know yet. */
export async function register(page: Page, lang: string): Promise<string> {
  await askSignIn(page, lang, 'stranger');
  await page.locator('#code').fill(await codeFor(page, `stranger-${lang.toLowerCase()}@buyer.example`));
  await page.locator('form[action$="/sign-in/code"] button.primary').click();
  await page.waitForURL(/\/register/);
  return below(page, lang);
}

/** Writes the draft of a buying offer. */
export async function draftOffer(page: Page, lang: string): Promise<string> {
  await page.goto(`/${lang}/rfqs/new`);
  await page.locator('#title').fill('Scalp cameras for twelve clinics');
  await page.locator('#specification').fill('Handheld, for the density of hair, with papers for the European market.');
  await page.locator('#quantity').fill('12');
  await page.locator('button[name=do][value=draft]').click();
  await page.waitForURL(/\/rfqs\/(?!new)[^/]+$/);
  return `${new URL(page.url()).pathname.replace(`/${lang}`, '')}/edit`;
}

/** Tells another system of what happens. */
export async function addWebhook(page: Page, lang: string): Promise<string> {
  await page.goto(`/${lang}/webhooks`);
  await page.locator('#url').fill('https://erp.example/from-the-office');
  await page.locator('form[action$="/webhooks"] button.primary').click();
  await page.waitForURL(/\/webhooks\/[0-9a-f-]{36}/);
  return below(page, lang);
}

let asked: Promise<string> | undefined;

/** A "talk now" that the buyer has asked for, once for all languages, since only a few may go unanswered in an hour. */
export async function ring(page: Page, lang: string): Promise<string> {
  asked ??= beside(page, async (supplier) => {
    await supplier.goto('/en/companies');
    await supplier.locator('.desk-switch:visible').click();
    const button = page.locator('.talk form button');
    await until('the page offers a talk', async () => (await page.goto(`/${lang}/companies/miraon-imaging`), button.count()), (n) => n === 1);
    await button.click();
    await page.waitForURL(/\/rings\//);
    return below(page, lang);
  });
  return asked;
}

/** What the demo's supplier does meanwhile, in a window of its own. */
async function beside<T>(other: Page, act: (supplier: Page) => Promise<T>): Promise<T> {
  const origin = new URL(other.url()).origin;
  const context = await other.context().browser()?.newContext({ baseURL: origin });
  if (!context) throw new Error('the browser is gone');
  const page = await context.newPage();
  await signIn(page, 'supplier');
  const answer = await act(page);
  await context.close();
  return answer;
}

/** The page without signing in that a letter about a consultation leads to. */
export async function fromLetter(page: Page): Promise<string> {
  const list = await (await page.request.get('/en/dev/mail')).text();
  for (const [, letter] of list.matchAll(/href="(\/en\/dev\/mail\/[^"/?]+)"/g)) {
    const link = /\/letter\/[\w-]+/.exec(await (await page.request.get(`${letter}/html`)).text());
    if (link) return link[0];
  }
  throw new Error('no letter leads to a page');
}

let applied: Promise<void> | undefined;

/** The products of a table that the demo's supplier has handed to the office, as its queue names them. */
export async function batch(page: Page, lang: string): Promise<string> {
  applied ??= beside(page, applyTable);
  await applied;
  const link = new RegExp(`/${lang}(/desk/products/batch/[0-9a-f-]{36})`);
  const found = await until('the office sees the batch', async () => link.exec(await (await page.request.get(`/${lang}/desk/products`)).text())?.[1], (path) => path !== undefined);
  return found ?? '';
}

/** Takes the table that waits on the supplier's desk. */
async function applyTable(page: Page): Promise<void> {
  await page.goto('/en/studio/import');
  await page.locator('main a[href*="/studio/import/"]').first().click();
  await page.locator('form[action$="/apply"] input[name=ask]').check();
  await page.locator('form[action$="/apply"] button.primary').click();
  await page.waitForLoadState();
}
