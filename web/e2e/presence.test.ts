// A supplier says to be at the desk: visitors see it at once, and no longer when the page is closed. Who has not tested camera
// and microphone today is led to the test first.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launch, visit } from './browser.ts';
import { Demo } from './demo.ts';
import { signIn, signInByMail } from './people.ts';
import { shoot } from './shots.ts';
import { until } from './until.ts';

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

test('the company page says who is at the desk', async () => {
  const supplier = await visit(browser, demo.origin);
  await signIn(supplier.page, 'supplier', 'ko');
  const visitor = await visit(browser, demo.origin);
  const presence = async () => {
    await visitor.page.goto('/en/companies/miraon-imaging');
    return visitor.page.locator('main .presence').first().innerText();
  };
  assert.equal(await presence(), 'Away');

  await supplier.page.locator('.desk-switch:visible').click();
  await until('the visitor sees it', presence, (said) => said === 'At the desk now');
  await supplier.context.close();
  await until('the visitor sees that nobody is there', presence, (said) => said === 'Away');

  assert.deepEqual([...supplier.faults, ...visitor.faults], []);
  await visitor.context.close();
});

test('who has not tested camera and microphone is led there, and is at the desk afterwards', async () => {
  const { page, context, faults } = await visit(browser, demo.origin);
  await signInByMail(page, 'garam@lumivale.example');
  await page.goto('/ko/companies');
  await page.locator('.desk-switch:visible').click();
  await page.waitForURL(/device-check/);
  await page.locator('form button[type=submit], form button:not([type])').filter({ hasText: '시험 없이' }).waitFor();
  assert.equal(await page.locator('.desk-switch:visible').getAttribute('aria-pressed'), 'false');
  await shoot(page, 'desk-untested-ko');
  await page.locator('.check-start button').click();
  await until('the test has come out well', () => page.locator('.desk-switch:visible').getAttribute('aria-pressed'), (pressed) => pressed === 'true', 60_000);
  await until('the company is there', async () => {
    await page.goto('/en/companies/lumivale-medical');
    return page.locator('main .presence').first().innerText();
  }, (said) => said === 'At the desk now');
  assert.deepEqual(faults, []);
  await context.close();
});
