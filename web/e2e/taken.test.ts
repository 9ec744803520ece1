// A time that somebody takes leaves the pages of everybody else who has it in front of them, without a reload.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launch, visit } from './browser.ts';
import { Demo } from './demo.ts';
import { shoot } from './shots.ts';
import { until } from './until.ts';

let demo: Demo;
let browser: Browser;

before(async () => {
  demo = await Demo.start({ ETRADE_CLOCK: '2027-04-05T00:00Z' });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

test('a taken time is struck through where it was chosen, and gone where it was not', async () => {
  const [taker, chooser, looker] = [await visit(browser, demo.origin), await visit(browser, demo.origin), await visit(browser, demo.origin)];
  const address = '/en/book/durea-scalp-science?from=2027-04-07&day=2027-04-07';
  for (const { page } of [taker, chooser, looker]) {
    await page.goto(address);
    await page.locator('#times .slot').first().waitFor();
  }
  const at = await taker.page.locator('#times input[name=at]').first().inputValue();
  const same = `#times .slot:has(input[value="${at}"])`;
  await chooser.page.locator(`${same} input`).check();

  await taker.page.locator(`${same} input`).check();
  await taker.page.locator('#times button').click();
  await taker.page.waitForURL(/\/book\/[^/]+\/[0-9a-f-]{36}/);

  await chooser.page.locator(`${same}.gone`).waitFor();
  assert.equal(await chooser.page.locator(`${same} input`).isDisabled(), true);
  assert.match(await chooser.page.locator('#free-news').innerText(), /taken/i);
  await shoot(chooser.page, 'slot-taken');
  await until('the other page without it', () => looker.page.locator(same).count(), (n) => n === 0);
  for (const watch of [taker, chooser, looker]) assert.deepEqual(watch.faults, []);
});
