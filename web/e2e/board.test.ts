// The Office watches its board: it writes a sentence that the host in the room and the buyer at its door read, each in time and the host in the chat too, and gives the
// meeting ten minutes more. Each reads the companies' names in their own language, and on a phone nothing lies over the panel that is read.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launch, visit } from './browser.ts';
import { Demo } from './demo.ts';
import { openRoom, signIn, type Role } from './people.ts';
import { admit, closePanel, enter, inside, openPeople, startWithout } from './room.ts';
import { marks } from './senses.ts';
import { shoot, widths } from './shots.ts';
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

const come = async (role: Role, locale: string): Promise<Page> => {
  const { page } = await visit(browser, demo.origin, { locale });
  await signIn(page, role, locale);
  return page;
};
const word = (page: Page) => page.locator('.room-banner.office');
const box = async (page: Page, of: string) => page.locator(of).first().boundingBox();

test('a word of the Office and ten minutes more, from the board', async () => {
  const [host, guest, officer] = [await come('supplier', 'ko'), await come('buyer', 'en'), await come('officer', 'ko')];
  const number = await openRoom(guest);
  await enter(host, number, 'ko');
  await inside(host);
  await enter(guest, number);
  await guest.locator('.lobby-write').waitFor();

  await officer.goto('/ko/desk/live');
  const tile = officer.locator('.wall-room', { hasText: number });
  const say = tile.locator('details', { has: officer.locator('form[action$="/say"]') });
  await say.locator('summary').click();
  await shoot(officer, 'board-say-ko');
  const text = 'We are looking for another interpreter. 3분만 기다려 주십시오.';
  await say.locator('[name=text]').fill(text);
  await say.locator('button').click();
  await officer.locator('.notice.success', { hasText: number }).waitFor();
  await word(host).waitFor();
  await word(guest).waitFor();
  assert.match(await word(host).innerText(), /^전자무역청\s+We are looking/);
  assert.ok((await word(guest).innerText()).includes(text));
  await tile.locator('.wall-word', { hasText: text }).waitFor();
  await shoot(officer, 'board-said-ko');
  await shoot(guest, 'board-word-lobby-en');
  await shoot(host, 'board-word-room-ko');

  await host.setViewportSize({ width: widths.narrow, height: 844 });
  await openPeople(host);
  await admit(host, 'Radu');
  await inside(guest);
  await host.locator('.room-note').first().waitFor();
  const [note, panel] = [await box(host, '.room-note'), await box(host, '.room-panel')];
  assert.ok(note && panel && note.y + note.height <= panel.y, 'a note lies over the open panel');
  const [supplier, buyer] = await Promise.all([host, guest].map(async (page) => {
    await openPeople(page);
    return page.locator('.crowd-person', { hasText: 'Iseul' }).locator('.crowd-name').innerText();
  }));
  assert.match(supplier ?? '', /미라온이미징/);
  assert.match(buyer ?? '', /Miraon Imaging/);
  await shoot(host, 'board-people-ko');
  await host.locator('.room-panel [role=tab]').first().click();
  await host.locator('.chat-line.office', { hasText: text }).waitFor();
  await shoot(host, 'board-chat-ko');
  await word(guest).getByRole('button', { name: await sentence(guest, 'close'), exact: true }).click();
  await word(guest).waitFor({ state: 'detached' });

  await closePanel(host);
  await startWithout(host, guest);
  await officer.goto('/ko/desk/live');
  const more = tile.locator('details', { has: officer.locator('form[action$="/extend"]') });
  await more.locator('summary').click();
  const heardOf = async (page: Page) => page.locator('.room-note', { hasText: await sentence(page, 'news_more_given') }).waitFor();
  await Promise.all([heardOf(host), heardOf(guest), more.locator('button').click()]);
  await officer.locator('.notice.success', { hasText: number }).waitFor();
  await shoot(officer, 'board-extended-ko');
  await more.locator('summary').click();
  await more.locator('button').click();
  await officer.getByText('이미 한 번 연장').first().waitFor();
});
