// A visitor whose browser runs no script: finds a maker, books without an account, reads the mail, and withdraws.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launch, visit } from './browser.ts';
import { Demo } from './demo.ts';
import { codeFor } from './people.ts';

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

test('search, book as a new buyer and withdraw, all without script', async () => {
  const { context, page, faults } = await visit(browser, demo.origin, { javaScriptEnabled: false });
  const email = 'new.buyer@importer.example';

  await page.goto('/en');
  await page.locator('.hero-search input').fill('scalp');
  await page.locator('.hero-search button').click();
  await page.locator('a[href*="/products/DS-SC5W"]').first().click();
  await page.locator('.booking a.free').first().click();
  await page.locator('#times input[name=at]:checked').waitFor();
  await page.locator('#times button').click();

  await page.locator('form.fields button').click();
  await page.locator('#errors').waitFor();
  assert.ok(await page.locator('#message').getAttribute('aria-invalid'), 'an empty message is refused beside its field');

  await page.locator('input[name=goal][value=sample]').check();
  await page.locator('#message').fill('A chain of forty hair salons; we would like two samples first.');
  await page.locator('#colleagues').fill('ines@importer.example\nnobody');
  await page.locator('form.fields button').click();
  assert.match(await page.locator('#colleagues-error').innerText(), /nobody/, 'what is no address is told by its name');
  await page.locator('#colleagues').fill(`${await page.locator('#colleagues').inputValue()}@importer.example`);
  assert.match(await page.locator('#message').inputValue(), /forty hair salons/, 'nothing typed is lost');
  await page.locator('form.fields button').click();

  assert.match(await page.locator('dl.summary').innerText(), /ines@importer\.example\s+nobody@importer\.example/);
  await page.locator('#email').fill(email);
  await page.locator('#name').fill('Nadia Exemplu');
  await page.locator('#company').fill('Importer Exemplu SRL');
  await page.locator('#country').selectOption('RO');
  await page.locator('#place').selectOption({ index: 3 });
  await page.locator('#phone').fill('+40 (0)264 123-456');
  await page.locator('input[name=consent]').check();
  await page.locator('form.fields button.primary').click();

  await page.locator('#code').fill(await codeFor(page, email));
  await page.locator('form.fields button.primary').click();
  await page.waitForURL(/\/consultations\/SW-\d{4}-\d{4}/);
  assert.match(await page.locator('.people').innerText(), /\+40264123456[\s\S]*ines@importer\.example/, 'who comes along, and the phone');
  const number = new URL(page.url()).pathname.split('/').at(-1) ?? '';

  await page.goto('/en/consultations');
  assert.match(await page.locator('main').innerText(), new RegExp(number));
  await page.locator(`a[href$="/consultations/${number}"]`).first().click();
  await page.locator('details', { has: page.locator('form[action$="/cancel"]') }).locator('summary').click();
  await page.locator('form[action$="/cancel"] select[name=reason]').selectOption('other');
  await page.locator('form[action$="/cancel"] button').click();
  await page.getByText('The request was withdrawn.').waitFor();

  assert.deepEqual(faults, []);
  await context.close();
});
