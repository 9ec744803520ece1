// The time runs out and the two sides are not through: one asks for ten minutes more, the other says no and then yes, and all clocks show the new end.
// One of them goes on in a second tab, as silent as in the first.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launch, visit } from './browser.ts';
import { Demo } from './demo.ts';
import { openRoom, signIn } from './people.ts';
import { admit, closePanel, enter, inside, startWithout } from './room.ts';
import { marks } from './senses.ts';
import { shoot } from './shots.ts';
import { until } from './until.ts';
import { sentence } from './words.ts';

let demo: Demo;
let browser: Browser;

before(async () => {
  demo = await Demo.start({ ETRADE_CLOCK: '2027-03-10T02:00Z' });
  browser = await launch(marks.green);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

const banner = (page: Page, key: string) => sentence(page, key).then((text) => page.locator('.room-banner', { hasText: text }));
const press = async (page: Page, key: string) => page.getByRole('button', { name: await sentence(page, key), exact: true }).click();
/** Whole minutes on the page's clock. */
const left = async (page: Page) => Number((await page.locator('.room-clock time').innerText()).split(':')[0]);

test('ten minutes more, when both sides and everybody’s calendar agree', async () => {
  const [host, guest] = await Promise.all((['supplier', 'buyer'] as const).map(async (role) => {
    const { page } = await visit(browser, demo.origin, { locale: role === 'supplier' ? 'ko' : 'en' });
    await signIn(page, role);
    return page;
  }));
  assert.ok(host && guest);
  const number = await openRoom(guest);
  await enter(host, number, 'ko');
  await inside(host);
  await enter(guest, number);
  await admit(host, 'Radu');
  await inside(guest);
  await startWithout(host, guest);
  await closePanel(host);
  assert.equal(await guest.locator('.room-banner.warn').count(), 0, 'more time is offered before it is short');

  const end = await guest.locator('#room').getAttribute('data-ends');
  await demo.setClock(new Date(Date.parse(end ?? '') - 4 * 60_000));
  await press(guest, 'more_ask');
  await (await banner(guest, 'more_wait')).waitFor();
  await (await banner(host, 'more_asked_buyer')).waitFor();
  await shoot(host, 'extend-asked-ko');
  await press(host, 'more_no');
  await guest.locator('.room-note', { hasText: await sentence(guest, 'news_more_declined_supplier') }).waitFor();

  await press(host, 'more_ask');
  const heardOf = async (page: Page) => page.locator('.room-note', { hasText: await sentence(page, 'news_more_given') }).waitFor(); // it fades
  await Promise.all([heardOf(host), heardOf(guest), press(guest, 'more_yes')]);
  for (const page of [host, guest]) {
    await until('the clock has ten minutes more', () => left(page), (minutes) => minutes >= 10 && minutes <= 14);
    await until('nothing is asked any more', () => page.locator('.room-banner').count(), (banners) => banners === 0);
  }
  await guest.reload();
  await inside(guest);
  await until('after a reload too', () => left(guest), (minutes) => minutes >= 8);

  const off = '.room-bar .control.off[aria-keyshortcuts=M]';
  const silent = host.locator('.seat', { hasText: 'Radu' }).locator('.seat-name .off');
  await guest.locator('.room-bar [aria-keyshortcuts=M]').click();
  await silent.waitFor();
  const tab = await guest.context().newPage();
  await tab.goto(guest.url());
  await tab.getByRole('button', { name: await sentence(tab, 'elsewhere_move') }).click();
  await inside(tab); // no second question: the seat is the same
  await guest.getByRole('heading', { name: await sentence(guest, 'over_taken_over') }).waitFor();
  await tab.locator(off).waitFor();
  await tab.locator('.seat video.mirrored.shown').waitFor();
  await silent.waitFor();
});
