// The buyer is on the way: a word on the consultation's page, and the host who is in the room and the interpreter who waits at its door both read when the buyer comes.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launch, visit } from './browser.ts';
import { Demo } from './demo.ts';
import { openRoom, signIn, type Role } from './people.ts';
import { admit, closePanel, enter, inside } from './room.ts';
import { marks } from './senses.ts';
import { shoot } from './shots.ts';

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

const word = (page: Page) => page.locator('.room-banner', { hasText: 'Radu' });
const come = async (role: Role, locale: string): Promise<Page> => {
  const { page } = await visit(browser, demo.origin, { locale });
  await signIn(page, role, locale);
  return page;
};

test('who waits reads when the one who is late comes, until they do', async () => {
  const host = await come('supplier', 'ko');
  const buyer = await come('buyer', 'en');
  const interpreter = await come('interpreter', 'en');
  const number = await openRoom(buyer);
  await enter(host, number, 'ko');
  await inside(host);
  await enter(interpreter, number);
  assert.equal(await word(host).count(), 0);

  await buyer.goto(`/en/consultations/${number}`);
  const form = buyer.locator('form[action$="/coming"]', { has: buyer.locator('[name=minutes]') });
  await buyer.locator('details', { has: form }).locator('summary').click();
  await form.locator('[name=minutes][value="10"]').check();
  await form.locator('button').click();
  await word(host).waitFor();
  await word(interpreter).waitFor();
  assert.match(await word(host).innerText(), /10분.*\d\d:\d\d.*\d\d:\d\d/);
  await shoot(host, 'late-room-ko');
  await shoot(interpreter, 'late-lobby-en');

  await host.reload();
  await inside(host);
  await word(host).waitFor();
  await enter(buyer, number);
  await admit(host, 'Radu');
  await inside(buyer);
  await closePanel(host);
  await word(host).waitFor({ state: 'detached' });
  await word(interpreter).waitFor({ state: 'detached' });
});
