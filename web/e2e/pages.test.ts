// Every page in both languages, wide and narrow: it answers, keeps its policy, fits its width, has no sentence missing and
// nothing that axe calls serious. Screenshots go to web/e2e/shots for people to look at.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { findings } from './axe.ts';
import { launch, visit } from './browser.ts';
import { Demo } from './demo.ts';
import { signIn, type Role } from './people.ts';

interface PageRow {
  name: string;
  path: string;
  as?: Role;
  status?: number;
}

const rows: PageRow[] = [
  { name: 'home', path: '' },
  { name: 'search', path: '/products' },
  { name: 'search-found', path: '/products?q=laser' },
  { name: 'search-empty', path: '/products?q=zzzz' },
  { name: 'companies', path: '/companies' },
  { name: 'product', path: '/products/DS-SC5W' },
  { name: 'company', path: '/companies/durea-scalp-science' },
  { name: 'sign-in', path: '/sign-in' },
  { name: 'sign-in-code', path: '/sign-in/code' },
  { name: 'preferences', path: '/preferences', as: 'buyer' },
  { name: 'device-check', path: '/check' },
  { name: 'report', path: '/desk/report', as: 'officer' },
  { name: 'mail', path: '/dev/mail' },
  { name: 'not-found', path: '/nothing-here', status: 404 },
];

const widths = { wide: 1280, narrow: 390 };
const shots = join(process.cwd(), 'e2e', 'shots');

let demo: Demo;
let browser: Browser;

before(async () => {
  mkdirSync(shots, { recursive: true });
  demo = await Demo.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

for (const lang of ['en', 'ko']) {
  for (const row of rows) {
    test(`${row.name} in ${lang}`, async () => {
      const { context, page, faults } = await visit(browser, demo.origin, { locale: lang });
      if (row.as) await signIn(page, row.as);
      for (const [size, width] of Object.entries(widths)) {
        await page.setViewportSize({ width, height: 900 });
        const response = await page.goto(`/${lang}${row.path}`, { waitUntil: 'networkidle' });
        assert.equal(response?.status(), row.status ?? 200);
        const fit = await measure(page);
        await page.screenshot({ path: join(shots, `${row.name}-${lang}-${size}.png`), fullPage: true });
        await reads(page, lang);
        assert.ok(fit.width <= width, `the page is ${fit.width} px wide in a window of ${width}`);
        assert.deepEqual(fit.blank, [], 'pictures that did not come');
        assert.deepEqual(await findings(page), [], `axe at ${width}`);
      }
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
}

/** The page is in its language, names itself once and has every sentence. */
async function reads(page: Page, lang: string): Promise<void> {
  assert.equal(await page.locator('html').getAttribute('lang'), lang);
  assert.equal(await page.locator('h1').count(), 1, 'one h1');
  const text = await page.locator('body').innerText();
  assert.deepEqual(text.match(/«[^»]*»|%![^\n]*|<no value>|\{\{[^\n]*/g) ?? [], [], 'sentences or values that are missing');
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
