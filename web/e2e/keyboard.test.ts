// A buyer who has no mouse: searches, books, enters the room, turns the microphone off, leaves and comes back, by keys alone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { launch, visit } from './browser.ts';
import { Demo } from './demo.ts';
import { openRoom, signIn } from './people.ts';
import { admit, enter, inside } from './room.ts';
import { marks } from './senses.ts';
import { sentence } from './words.ts';

let demo: Demo;
const browsers: Browser[] = [];

before(async () => {
  demo = await Demo.start();
});

after(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  await demo?.stop();
});

test('search, book, join, leave and come back with the keyboard', async () => {
  const browser = await launch(marks.red);
  browsers.push(browser);
  const { page, faults } = await visit(browser, demo.origin);
  await signIn(page, 'buyer');

  await page.goto('/en');
  await press(page, page.locator('.skip'), 'Enter');
  await reach(page, page.locator('.hero-search input'));
  await page.keyboard.type('skin analyzer');
  await page.keyboard.press('Enter');
  await press(page, page.locator('main a[href*="/products/MI-F24"]').first(), 'Enter');
  await press(page, page.locator('.booking a.free').first(), 'Enter');
  await reach(page, page.locator('#times input[name=at]:checked'));
  await page.keyboard.press('ArrowDown');
  await press(page, page.locator('#times button'), 'Enter');
  await press(page, page.locator('input[name=goal]').first(), 'Space');
  await reach(page, page.locator('#message'));
  await page.keyboard.type('We equip beauty salons and would like to see it at work.');
  await press(page, page.locator('form.fields button'), 'Enter');
  await press(page, page.locator('form[action$="/who"] button'), 'Enter');
  await page.waitForURL(/\/consultations\/SW-\d{4}-\d{4}/);

  const number = await openRoom(page);
  const hostBrowser = await launch(marks.green);
  browsers.push(hostBrowser);
  const host = (await visit(hostBrowser, demo.origin)).page;
  await signIn(host, 'supplier');
  await enter(host, number);
  await inside(host);

  await press(page, page.locator(`main a[href$="/consultations/${number}/room"]`).first(), 'Enter');
  await page.locator('.preview video.shown').waitFor();
  await press(page, page.locator('.entrance-acts .act.primary'), 'Enter');
  await admit(host, 'Radu');
  await inside(page);
  await page.keyboard.press('m');
  await page.locator('.room-bar .control.off[aria-keyshortcuts=M]').waitFor();
  await press(page, page.locator('.room-bar .control.leave'), 'Enter');
  await press(page, page.locator('dialog .act.danger'), 'Enter');
  await page.getByRole('heading', { name: await sentence(page, 'over_left') }).waitFor();

  // Let in once, the page is connected while its reader looks at the own picture; nobody in the room sees it before they ask.
  await press(page, page.locator('.entrance-acts .act.primary'), 'Enter');
  await page.locator('.preview video.shown').waitFor();
  await page.locator('.room-link:not(.wait, .lost)').waitFor();
  await host.getByText(await sentence(host, 'alone_now')).waitFor();
  assert.equal(await host.locator('.seat[data-source=camera]').count(), 1, 'the host sees who has not come in');
  await press(page, page.locator('.entrance-acts .act.primary'), 'Enter');
  await inside(page);
  assert.deepEqual(faults, []);
});

/** Tabs forward until the element has the focus, and sees to it that the focus can be seen. */
async function reach(page: Page, target: Locator): Promise<void> {
  await target.waitFor({ state: 'attached' });
  for (let tabs = 0; tabs < 120; tabs++) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      assert.ok(await target.evaluate(shown), 'the focus is in sight');
      return;
    }
    await page.keyboard.press('Tab');
  }
  assert.fail(`not reached in 120 tabs: ${target}`);
}

async function press(page: Page, target: Locator, key: string): Promise<void> {
  await reach(page, target);
  await page.keyboard.press(key);
}

/** Whether some of the element, or of the label that stands for it, is inside the window. */
function shown(element: Element): boolean {
  const box = (element.closest('label') ?? element).getBoundingClientRect();
  return box.width > 0 && box.bottom > 0 && box.top < innerHeight;
}
