// A buyer asks five makers at once without script, one of them answers, and another buyer compares quotes by keyboard and
// asks for a consultation from the best one.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launch, visit } from './browser.ts';
import { Demo } from './demo.ts';
import { signIn, signInByMail } from './people.ts';

let demo: Demo;
let browser: Browser;

before(async () => {
  demo = await Demo.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

test('ask five makers at once, without script, and read the answer of one', async () => {
  const { context, page, faults } = await visit(browser, demo.origin, { javaScriptEnabled: false });
  for (const sku of ['MI-F24', 'DS-SC5T', 'LV-CO30', 'SG-A3450', 'OC-BF4']) {
    await page.goto(`/en/products/${sku}`);
    await page.locator('form[action$="/basket"] button[value=add]').click();
    await page.locator(`#quantity-${sku}`).waitFor();
  }
  await page.locator('#quantity-MI-F24').fill('0');
  await page.locator('#port-MI-F24').fill('MXVER');
  await page.locator('#message').fill('We supply clinics in Mexico. Please quote for a first order and tell us your delivery time.');
  await page.locator('main button[value=send]').click();
  await page.locator('#quantity-MI-F24-error').waitFor(); // a mistake is told before anybody has to sign in
  await page.locator('#quantity-MI-F24').fill('12');
  await page.locator('main button[value=send]').click();
  await page.waitForURL(/\/sign-in/);

  await signInByMail(page, 'juana@andina.example');
  await page.goto('/en/basket');
  await page.locator('main button[value=send]').click();
  await page.waitForURL(/\/inquiries\?sent/);
  assert.equal(await page.locator('main article.card').count(), 5);

  const maker = await visit(browser, demo.origin);
  await signIn(maker.page, 'supplier');
  await maker.page.goto('/en/inquiries');
  await maker.page.locator('main article a', { hasText: 'Andina' }).click();
  await maker.page.locator('#text').fill('Twelve sets can leave Busan in January. The price list follows as PDF.');
  await maker.page.locator('form[action$="/message"] button').click();
  await maker.page.locator('.notice.success').waitFor();
  assert.deepEqual(maker.faults, []);
  await maker.context.close();

  await page.goto('/en/inquiries');
  await page.locator('main article a', { hasText: 'Miraon' }).click();
  await page.getByText('Twelve sets can leave Busan in January.').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('compare quotes and ask for a consultation from one, by keyboard', async () => {
  const { context, page, faults } = await visit(browser, demo.origin);
  await signIn(page, 'buyer');
  await page.goto('/en/rfqs');
  await page.locator('main article a').first().focus();
  await page.keyboard.press('Enter');
  await page.locator('table.quotes').waitFor();
  await page.locator('main .chip', { hasText: 'As FOB' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/sort=fob/);
  const makers = await page.locator('table.quotes tbody th a:not(.hint)').allInnerTexts();
  assert.equal(makers.length, 4);
  assert.match(makers[0] ?? '', /Lumivale/);
  assert.equal(await page.locator('table.quotes').getByText('not comparable').count(), 2);
  await page.locator('table.quotes tr', { hasText: 'Miraon' }).locator('a.button').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/book\/miraon-imaging\?product=MI-H2/);
  await page.locator('#times input[name=at]').first().waitFor({ state: 'attached' });
  assert.deepEqual(faults, []);
  await context.close();
});
