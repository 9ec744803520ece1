// How a person comes into the room, as anyone would: with the buttons of the page.

import { sentence } from './words.ts';
import type { Page } from 'playwright-core';
import { seen, type Seen } from './sight.ts';
import { until } from './until.ts';

/** Opens the room of a consultation and enters, or knocks, with camera and microphone on. */
export async function enter(page: Page, number: string, lang = 'en'): Promise<void> {
  await page.goto(`/${lang}/consultations/${number}/room`);
  await page.locator('.preview video.shown').waitFor();
  await page.locator('.entrance-acts .act.primary').click();
}

/** Waits until the page shows the room itself. */
export async function inside(page: Page): Promise<void> {
  await page.locator('.room-bar').waitFor();
}

/** Both sides say that they begin without the interpreter whom the room waits for. */
export async function startWithout(...pages: Page[]): Promise<void> {
  for (const page of pages) await page.getByRole('button', { name: await sentence(page, 'start_without') }).click();
}

/** Lets the named person in from the host's banner or list. */
export async function admit(host: Page, name: string): Promise<void> {
  await openPeople(host);
  await host.locator('.knocks .crowd-person', { hasText: name }).locator('.act.primary').click();
}

/** Turns the named person away. */
export async function deny(host: Page, name: string): Promise<void> {
  await openPeople(host);
  await host.locator('.knocks .crowd-person', { hasText: name }).getByRole('button', { name: await sentence(host, 'deny') }).click();
}

/** Opens the list of people when it is not open. */
export async function openPeople(page: Page): Promise<void> {
  const button = page.locator('.room-bar [aria-keyshortcuts=P]');
  if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click();
  await page.locator('.crowd').first().waitFor();
  await page.mouse.move(0, 0); // away from the button, whose tooltip is open as long as the mouse is over it
}

/** Closes the side panel, whichever is open. */
export async function closePanel(page: Page): Promise<void> {
  const open = page.locator('.room-bar [aria-pressed=true][aria-keyshortcuts]');
  if ((await open.count()) > 0) await open.first().click();
  await page.mouse.move(0, 0);
}

/** Waits until every one of the marks is on a camera seat of the page and its picture moves. */
export async function seesAll(page: Page, marks: string[]): Promise<Seen[]> {
  const cameras = async () => (await seen(page)).filter((seat) => seat.source === 'camera');
  const all = await until(
    `${marks.join(', ')} on every seat`,
    cameras,
    (seats) => seats.length === marks.length && marks.every((mark) => seats.some((seat) => seat.mark === mark)),
  );
  await until(
    'every picture moves',
    cameras,
    (seats) => seats.every((seat) => seat.frames > (all.find((before) => before.pid === seat.pid)?.frames ?? Infinity)),
  );
  return all;
}
