// The program is killed while two people talk, and started again: both come back by themselves, with what they had muted.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launch, visit } from './browser.ts';
import { Demo } from './demo.ts';
import { openRoom, signIn } from './people.ts';
import { admit, enter, inside, seesAll, startWithout } from './room.ts';
import { marks } from './senses.ts';
import { heard, listen } from './sight.ts';
import { until } from './until.ts';

let demo: Demo;
const browsers: Browser[] = [];

before(async () => {
  demo = await Demo.start();
});

after(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  await demo?.stop();
});

test('a call survives the death of the server', async () => {
  const cast = [
    { role: 'supplier', mark: marks.green },
    { role: 'buyer', mark: marks.red },
  ] as const;
  const pages = [];
  for (const { role, mark } of cast) {
    const browser = await launch(mark);
    browsers.push(browser);
    const { context, page } = await visit(browser, demo.origin);
    await listen(context);
    await signIn(page, role);
    pages.push(page);
  }
  const [host, guest] = pages;
  assert.ok(host && guest);
  const number = await openRoom(guest);
  await enter(host, number);
  await inside(host);
  await enter(guest, number);
  await admit(host, 'Radu');
  await inside(guest);
  for (const page of pages) await seesAll(page, ['red', 'green']);
  await startWithout(host, guest);
  await until('the host hears the guest', () => heard(host), (got) => got.includes('red'));

  const mic = guest.locator('.room-bar [aria-keyshortcuts=M]');
  await mic.click();
  await guest.locator('.room-bar .control.off[aria-keyshortcuts=M]').waitFor();

  await demo.kill('SIGKILL');
  for (const page of pages) await page.locator('.room-banner.lost').waitFor();
  await demo.run();
  for (const page of pages) await page.locator('.room-banner.lost').waitFor({ state: 'detached', timeout: 60_000 });

  for (const page of pages) {
    await inside(page);
    await seesAll(page, ['red', 'green']);
  }
  await until('the guest hears the host', () => heard(guest), (got) => got.includes('green'));
  assert.deepEqual(await heard(host), [], 'a muted guest stays muted');
  await mic.click();
  await until('the host hears the guest again', () => heard(host), (got) => got.includes('red'));
});
