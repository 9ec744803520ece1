// The device check, weeks ahead of a consultation: camera, microphone and every way through the network, with a verdict;
// and what it says when the browser gives neither camera nor microphone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { findings } from './axe.ts';
import { launch, visit } from './browser.ts';
import { Demo } from './demo.ts';
import { marks } from './senses.ts';
import { shoot } from './shots.ts';

let demo: Demo;
let browser: Browser;

before(async () => {
  demo = await Demo.start();
  browser = await launch(marks.blue);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

for (const lang of ['en', 'ko']) {
  test(`all is well, in ${lang}`, async () => {
    const { context, page, faults } = await visit(browser, demo.origin);
    await page.goto(`/${lang}/device-check`);
    await page.locator('.check-start button').click();
    await page.locator('.notice.success').waitFor();
    await page.locator('.check-step.ok .check-meter').waitFor();
    const ways = await page.locator('.check-step .summary dd').allInnerTexts();
    assert.equal(ways.length, 3, 'UDP, TCP and the relay are tried');
    for (const way of ways) assert.match(way, /\d ms/, 'a way is closed');
    await shoot(page, `device-check-done-${lang}`);
    assert.deepEqual(await findings(page), []);
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test('without camera and microphone it says what to do', async () => {
  const { context, page, faults } = await visit(browser, demo.origin);
  await context.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('refused', 'NotAllowedError'));
  });
  await page.goto('/en/device-check');
  await page.locator('.check-start button').click();
  await page.locator('.notice.warn, .notice.success').first().waitFor();
  assert.equal(await page.locator('.check-step.bad').count(), 2, 'camera and microphone are refused');
  assert.match(await page.locator('#check [role=status]').innerText(), /Without a microphone/);
  assert.deepEqual(await findings(page), []);
  assert.deepEqual(faults, []);
  await context.close();
});
