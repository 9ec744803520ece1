// Every page in both languages, wide and narrow: it answers, keeps its policy, fits its width, has no sentence missing and
// nothing that axe calls serious; its screenshots are for people to look at. Then every page on a small phone
// in the two languages that nobody speaks: one longer, one written from right to left.
//
// Its name is the first of all, since Node takes the journeys by name: it is the longest, and calls fill the time beside it.

import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { consultation, describe, hold, letter, waiting } from './addresses.ts';
import { findings } from './axe.ts';
import { launch, visit } from './browser.ts';
import { Demo } from './demo.ts';
import { examples } from './drawn.ts';
import { firstView } from './first-view.ts';
import { signIn, type Role } from './people.ts';
import { routeOf, routes } from './routes.ts';
import { keepWhole, widths } from './shots.ts';
import { records, unknownToSchemaOrg } from './structured.ts';
import { drawnPages, find, noPage, ways } from './ways.ts';
import { weight } from './weight.ts';

interface PageRow {
  name: string;
  /** Below the language; or what has to be done first, answering with the path. */
  path: string | ((page: Page, lang: string) => Promise<string>);
  /** The server's route where the path says it only later. */
  route?: string;
  as?: Role;
  status?: number;
}

const rows: PageRow[] = [
  { name: 'home', path: '' },
  { name: 'search', path: '/products' },
  { name: 'search-found', path: '/products?q=laser' },
  { name: 'search-empty', path: '/products?q=zzzz' },
  { name: 'compare', path: '/compare?p=DS-SC5W&p=MI-F24&p=LV-CO30' },
  { name: 'saved', path: '/saved', as: 'buyer' },
  { name: 'wanted-ask', path: '/wanted/new?q=caps', as: 'buyer' },
  { name: 'wanted-queue', path: '/desk/wanted', as: 'officer' },
  { name: 'companies', path: '/companies' },
  { name: 'product', path: '/products/DS-SC5W' },
  { name: 'company', path: '/companies/durea-scalp-science' },
  { name: 'book-when', path: '/book/miraon-imaging?product=MI-F24' },
  { name: 'book-what', path: hold, route: '/book/{slug}/{draft}' },
  { name: 'book-who', path: describe, route: '/book/{slug}/{draft}/who' },
  { name: 'book-who-signed', path: describe, as: 'buyer' },
  { name: 'sign-in', path: '/sign-in' },
  { name: 'preferences', path: '/preferences', as: 'buyer' },
  { name: 'mine-buyer', path: '/consultations', as: 'buyer' },
  { name: 'mine-supplier', path: '/consultations', as: 'supplier' },
  { name: 'mine-interpreter', path: '/consultations', as: 'interpreter' },
  { name: 'mine-partner', path: '/consultations', as: 'partner' },
  { name: 'hours', path: '/availability', as: 'supplier' },
  { name: 'consultation-buyer', path: consultation, route: '/consultations/{number}', as: 'buyer' },
  { name: 'consultation-supplier', path: consultation, as: 'supplier' },
  { name: 'consultation-officer', path: waiting, as: 'officer' },
  { name: 'queue', path: '/desk/queue', as: 'officer' },
  { name: 'board-empty', path: '/desk/live', as: 'officer' },
  { name: 'report', path: '/desk/report', as: 'officer' },
  { name: 'outcome-form', path: '/consultations/SW-2026-0005/outcome', as: 'supplier' },
  { name: 'outcome-said', path: '/consultations/SW-2026-0004/outcome', as: 'buyer' },
  { name: 'outcome-officer', path: '/consultations/SW-2026-0003/outcome', as: 'officer' },
  { name: 'device-check', path: '/device-check' },
  { name: 'room-entrance', path: async (page) => `${await consultation(page)}/room`, route: '/consultations/{number}/room', as: 'buyer' },
  { name: 'room-not-open', path: async (page, lang) => `${await waiting(page, lang)}/room`, as: 'officer', status: 409 },
  { name: 'mail', path: '/dev/mail' },
  { name: 'mail-letter', path: letter, route: '/dev/mail/{id}' },
  { name: 'forbidden', path: '/desk/queue', as: 'buyer', status: 403 },
  { name: 'not-found', path: '/nothing-here', status: 404 },
];

let demo: Demo;
let browser: Browser;

before(async () => {
  demo = await Demo.start({ ETRADE_PSEUDO: 'true' });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

for (const [name, langs, act] of [
  ['every page', ['en', 'ko'], look],
  ['every page longer, and from right to left', ['ar-XB', 'en-XA'], endure],
] as const) {
  test(name, async (t) => {
    for (const lang of langs) await t.test(lang, (inLang) => tour(inLang, lang, act));
  });
}

/** Does something with each row in one language, the rows of one role in one window after another. */
async function tour(t: TestContext, lang: string, act: (row: PageRow, page: Page, lang: string) => Promise<void>): Promise<void> {
  const pseudo = act === endure;
  for (const role of [undefined, ...new Set(rows.flatMap((row) => row.as ?? []))]) {
    const locale = pseudo ? 'en' : lang;
    const { context, page, faults } = await visit(browser, demo.origin, { locale, viewport: { width: pseudo ? 360 : widths.wide, height: 900 } });
    if (role) await signIn(page, role);
    const own = rows.filter((row) => row.as === role && !(pseudo && role && row.path === describe)); // a buyer may hold few times only
    for (const row of own) await t.test(row.name, () => act(row, page, lang));
    await t.test(`${role ?? 'visitor'}: scripts`, () => assert.deepEqual(faults, []));
    await context.close();
  }
}

test('what pages tell search engines is what schema.org knows', async () => {
  const html = async (path: string) => (await fetch(demo.origin + path)).text();
  const list = (await html('/ko/products')) + (await html('/en/companies'));
  const links = new Set([...list.matchAll(/href="(\/(?:ko|en)\/(?:products|companies)\/[\w-]+)"/g)].map(([, link = '']) => link));
  const said = (await Promise.all([...links, '/de/products/DS-SC5W', '/ko'].map(html))).flatMap(records);
  const types = said.map((json) => (JSON.parse(json) as { '@type': string })['@type']);
  for (const type of ['Product', 'Organization']) assert.ok(types.filter((one) => one === type).length > 5, types.join(' '));
  assert.ok(types.includes('Event'), types.join(' '));
  assert.equal(unknownToSchemaOrg(said), '');
  const [first = ''] = said;
  assert.match(unknownToSchemaOrg([first.replace('"@type"', '"soldBy":"x","@type"')]), /soldBy/, 'a word that schema.org does not know passes');
});

const table = routes();
const shown = new Set(rows.flatMap((row) => row.route ?? (typeof row.path === 'string' ? routeOf(row.path, table) : undefined) ?? []));

test('every page of the table is looked at, here or in the rows above', () => {
  const known = new Set([...shown, ...Object.keys(ways), ...Object.keys(drawnPages), ...Object.keys(noPage)]);
  assert.deepEqual(table.filter((route) => !known.has(route)), [], 'pages that nobody has looked at: give them a way in ways.ts');
  assert.deepEqual([...known].filter((route) => !table.includes(route)), [], 'ways to pages that are gone');
});

test('every other page of the table', async (t) => {
  for (const role of new Set(Object.values(ways).map((way) => way.as))) {
    for (const lang of ['en', 'ko', 'ar-XB']) await t.test(`${lang} ${role ?? 'visitor'}`, (inRole) => glance(inRole, lang, role));
  }
});

test('pages that no demo has at any hour', async (t) => {
  const { context, page, faults } = await visit(browser, demo.origin);
  for (const lang of ['en', 'ko', 'ar-XB']) {
    const width = lang === 'en' ? widths.wide : widths.narrow;
    await page.setViewportSize({ width, height: 900 });
    for (const [n, html] of examples(lang, Object.values(drawnPages)).entries()) {
      await t.test(`${lang} ${n}`, async () => {
        await page.route('**/drawn', (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
        await page.goto(`/${lang}/drawn`, { waitUntil: 'load' });
        await fits(page, lang, width);
      });
    }
  }
  assert.deepEqual(faults, []);
  await context.close();
});

/** The page has all its sentences, is no wider than the window, and axe finds nothing. */
async function fits(page: Page, lang: string, width: number): Promise<void> {
  await reads(page, lang);
  const { width: wide } = await measure(page);
  assert.ok(wide <= width, `the page is ${wide} px wide in a window of ${width}: ${(await protruding(page)).join(', ')}`);
  assert.deepEqual(await findings(page), [], 'axe');
}

/** Opens the pages of one role in one language, English on a desk and the others on a phone. */
async function glance(t: TestContext, lang: string, role?: Role): Promise<void> {
  const width = lang === 'en' ? widths.wide : widths.narrow;
  const { context, page, faults } = await visit(browser, demo.origin, { locale: lang === 'ko' ? 'ko' : 'en', viewport: { width, height: 900 } });
  if (role) await signIn(page, role);
  const own = Object.entries(ways).filter(([, way]) => way.as === role);
  for (const [route] of own) {
    await t.test(route, async () => {
      const path = await find(route, page, lang, table);
      const response = await page.goto(`/${lang}${path}`, { waitUntil: 'load' });
      assert.equal(response?.status(), 200);
      assert.equal(routeOf(new URL(page.url()).pathname.replace(`/${lang}`, ''), table), route, 'the page led elsewhere');
      await fits(page, lang, width);
    });
  }
  await t.test('scripts', () => assert.deepEqual(faults, []));
  await context.close();
}

/** The page holds what is longer or turned round: nothing sticks out, no button loses its words, axe finds nothing. */
async function endure(row: PageRow, page: Page, lang: string): Promise<void> {
  await open(row, page, lang);
  assert.equal(await page.locator('html').getAttribute('dir'), lang === 'ar-XB' ? 'rtl' : 'ltr');
  await reads(page, lang);
  const { width } = await measure(page);
  assert.ok(width <= 360, `the page is ${width} px wide in a window of 360: ${(await protruding(page)).join(', ')}`);
  assert.deepEqual(await clipped(page), [], 'buttons that lose words');
  if (lang === 'ar-XB') assert.deepEqual(await findings(page), [], 'axe');
}

/** Buttons and badges whose words do not fit into them. */
async function clipped(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, .button, summary, .badge, .count')]
      .filter((one) => one.checkVisibility() && one.clientWidth > 0)
      .filter((one) => one.scrollWidth > one.clientWidth + 2)
      .map((one) => `${one.tagName.toLowerCase()}.${one.className}: ${one.innerText.slice(0, 60)}`),
  );
}

/** What sticks out of the window, three at most. */
async function protruding(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('body *')]
      .filter((one) => one.checkVisibility() && one.children.length === 0)
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().left < -1)
      .slice(0, 3)
      .map((one) => `${one.tagName.toLowerCase()}.${one.className}`),
  );
}

test('public pages keep their weight, also where words are long or letters take three bytes', async () => {
  const below = ['', '/products', '/products?q=laser', '/products/DS-SC5W', '/companies', '/companies/durea-scalp-science', '/compare?p=DS-SC5W&p=MI-F24&p=LV-CO30', '/rfqs', '/hs'];
  for (const path of ['en', 'ko', 'ru', 'ja'].flatMap((lang) => below.map((rest) => `/${lang}${rest}`))) {
    const { html, css, js } = await weight(demo.origin, path);
    assert.ok(html <= 25_000 && css <= 14_000 && js <= 15_000, `${path}: ${html} + ${css} + ${js} bytes of brotli, at most 25000 + 14000 + 15000`);
  }
});

for (const path of ['/en', '/ko/products', '/en/products/DS-SC5W']) {
  test(`the first view of ${path} keeps its budget on a slow link`, async () => {
    let view = await firstView(browser, demo.origin + path);
    // A machine that does other work paints late; what the page itself costs shows in the best of three.
    for (let again = 0; again < 2 && view.lcp > 2500; again += 1) {
      const next = await firstView(browser, demo.origin + path);
      if (next.lcp < view.lcp) view = next;
    }
    assert.ok(view.requests <= 12, `${view.requests} requests`);
    assert.ok(view.bytes <= 200_000, `${view.bytes} bytes`);
    assert.deepEqual(view.origins, [demo.origin]);
    assert.ok(view.lcp > 0 && view.lcp <= 2500, `the largest picture or text stood after ${Math.round(view.lcp)} ms`);
  });
}

/** Looks at one page in one language, wide and narrow; axe looks at English on a desk and at the other on a phone. */
async function look(row: PageRow, page: Page, lang: string): Promise<void> {
  await page.setViewportSize({ width: widths.wide, height: 900 });
  await open(row, page, lang);
  await reads(page, lang);
  for (const [size, width] of Object.entries(widths)) {
    await page.setViewportSize({ width, height: 900 });
    const fit = await measure(page);
    await keepWhole(page, `${row.name}-${lang}-${size}`);
    assert.ok(fit.width <= width, `the page is ${fit.width} px wide in a window of ${width}`);
    assert.deepEqual(fit.blank, [], 'pictures that did not come');
    if ((lang === 'en') === (size === 'wide')) assert.deepEqual(await findings(page), [], `axe at ${width}`);
  }
}

/** Goes to the row's page, which answers as it should. */
async function open(row: PageRow, page: Page, lang: string): Promise<void> {
  const path = typeof row.path === 'string' ? row.path : await row.path(page, lang);
  const response = await page.goto(`/${lang}${path}`, { waitUntil: 'load' });
  assert.equal(response?.status(), row.status ?? 200);
}

/** The page is in its language, names itself once and has every sentence. */
async function reads(page: Page, lang: string): Promise<void> {
  assert.equal(await page.locator('html').getAttribute('lang'), lang);
  assert.equal(await page.locator('h1').count(), 1, 'one h1');
  const text = await page.locator('body').innerText();
  assert.deepEqual(text.match(/⟦[^⟧]*⟧|%![^\n]*|<no value>|\{\{[^\n]*/g) ?? [], [], 'sentences or values that are missing');
}

/** How wide the page is, and which pictures have not come although all were asked for. */
async function measure(page: Page): Promise<{ width: number; blank: string[] }> {
  return page.evaluate(async () => {
    for (const img of document.images) img.loading = 'eager';
    await Promise.allSettled([...document.images].map((img) => img.decode()));
    return {
      width: document.documentElement.scrollWidth,
      blank: [...document.images].filter((img) => img.naturalWidth === 0).map((img) => img.src),
    };
  });
}
