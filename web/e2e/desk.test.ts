// An officer who has no mouse clears a queue of twenty requests: by keys alone, each of J, A, R, D, S, I and X at least once.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { findings } from './axe.ts';
import { launch, visit, type Watch } from './browser.ts';
import { Demo } from './demo.ts';
import { signIn, signInByMail } from './people.ts';
import { shoot } from './shots.ts';

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

interface Ask {
  email: string;
  company: string;
  product: string;
  language: string;
  pair?: string;
  /** How many; the office takes fewer of companies that it does not know yet. */
  count: number;
}

// Pairs that have not met: the office looks at each first contact.
const asks: Ask[] = [
  { email: 'ana@restaura.example', company: 'miraon-imaging', product: 'MI-F24', language: 'en', count: 5 },
  { email: 'erika@rheinbogen.example', company: 'durea-scalp-science', product: 'DS-SC5W', language: 'de', pair: 'ko-de', count: 5 },
  { email: 'ioana@simfonia.example', company: 'lumivale-medical', product: 'LV-Q1600', language: 'ro', pair: 'ko-ro', count: 5 },
  { email: 'max@klangwerk.example', company: 'sorigyeol-semiconductor', product: 'SG-A3450', language: 'en', count: 4 },
];

test('a queue of twenty, by keyboard alone', async () => {
  for (const ask of asks) await request(ask);
  const watch = await visit(browser, demo.origin, { timezoneId: 'Asia/Seoul' });
  const { page } = watch;
  await signIn(page, 'officer');
  const before = await waiting(page);
  assert.ok(before.length >= 20, `${before.length} requests wait`);

  await page.goto('/en/desk/queue');
  await tabTo(page, '.chip[href*="show=request"]');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.searchParams.get('show') === 'request');
  await shoot(page, 'desk-queue');
  assert.deepEqual(await findings(page), []);
  await page.keyboard.press('?');
  await page.locator('#queue-help[open]').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  assert.equal(await selected(page), await page.locator('.queue-row').first().getAttribute('id'));

  const first = await selected(page);
  await page.keyboard.press('a');
  await decided(page, first);
  const returned = await selected(page);
  await page.keyboard.press('r');
  await page.keyboard.press('ArrowDown');
  await page.waitForFunction(() => document.activeElement?.closest('form')?.querySelector('textarea')?.value !== '');
  await page.keyboard.press('Control+Enter');
  await decided(page, returned);
  const declined = await selected(page);
  await page.keyboard.press('d');
  await page.keyboard.press('Control+Enter'); // without a reason: the same row says so
  await page.locator('.queue-row .field.wrong select').waitFor();
  await tabTo(page, '.queue-row .field.wrong select');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+Enter');
  await decided(page, declined);

  const suggested = await selected(page);
  await page.keyboard.press('s');
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'at');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+Enter');
  await page.waitForURL((url) => url.searchParams.get('did') === 'suggest');
  assert.equal(await page.locator(`[id="${suggested}"]`).count(), 0, 'what was suggested waits for the buyer');

  const interpreted = await page.locator('.queue-row:has([data-key=i])').first().getAttribute('id');
  while ((await selected(page)) !== interpreted) await page.keyboard.press((await isBefore(page, interpreted)) ? 'j' : 'k');
  await page.keyboard.press('i');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'interpreter');
  await page.keyboard.press('Escape');
  assert.equal(await selected(page), interpreted);

  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  const ticked = await page.locator('.queue-row input[name=pick]:checked').count();
  assert.equal(ticked, 2);
  await tabTo(page, '#bulk button', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.locator('.rulings li').nth(1).waitFor();
  await shoot(page, 'desk-rulings');

  for (let left = await page.locator('.queue-row').count(); left > 0; left = await page.locator('.queue-row').count()) {
    if ((await selected(page)) === '') await page.keyboard.press('j');
    const row = await selected(page);
    await page.keyboard.press('a');
    await decided(page, row);
  }
  assert.deepEqual(await waiting(page), []);
  assert.deepEqual(watch.faults, []);
});

test('the office changes its hours and a sentence, and goes by them at once', async () => {
  const { page, faults } = await visit(browser, demo.origin, { timezoneId: 'Asia/Seoul' });
  await signIn(page, 'officer');
  const day = (ahead: number) => new Date(Date.now() + 9 * 3600_000 + ahead * 24 * 3600_000).toISOString().slice(0, 10);
  const says = async (on: string, open: 'yes' | 'no') => {
    await page.goto('/en/desk/settings');
    await page.locator('#on').fill(on);
    await page.locator('#open').selectOption(open);
    await page.getByRole('button', { name: 'Add the day' }).click();
    await page.locator('.notice.success').waitFor();
  };
  const deadline = async (ask: Ask) => {
    const known = await waiting(page);
    await request(ask);
    const number = (await waiting(page)).find((one) => !known.includes(one));
    const { answerBy } = (await (await page.request.get(`/api/v1/consultations/${number}`)).json()) as { answerBy: string };
    return Date.parse(answerBy);
  };
  for (const ahead of [0, 1]) await says(day(ahead), 'yes');
  const open = await deadline({ email: 'juana@andina.example', company: 'durea-scalp-science', product: 'DS-SC5W', language: 'en', count: 1 });
  for (const ahead of [0, 1]) await says(day(ahead), 'no');
  const closed = await deadline({ email: 'maria@italodermica.example', company: 'miraon-imaging', product: 'MI-F24', language: 'en', count: 1 });
  assert.ok(closed - open > 6 * 3600_000, `two closed days move a deadline from ${new Date(open).toISOString()} to ${new Date(closed).toISOString()}`);

  await page.locator('#opens-6').fill('10:00');
  await page.locator('#closes-6').fill('09:00');
  await page.getByRole('button', { name: 'Save the opening hours' }).click();
  await page.locator('#opens-6-error').waitFor();
  assert.equal(await page.locator('#opens-6').inputValue(), '10:00');
  await page.locator('#closes-6').fill('13:00');
  await page.getByRole('button', { name: 'Save the opening hours' }).click();
  await page.locator('.notice.success').waitFor();
  assert.equal(await page.locator('#closes-6').inputValue(), '13:00');

  await page.locator('details:has(#text-en-thin_profile) summary').click();
  await page.locator('#text-en-thin_profile').fill('Please write two lines about your company.');
  await page.locator('details:has(#text-en-thin_profile) button[value=sentence]').click();
  await page.locator('.notice.success').waitFor();
  await shoot(page, 'desk-settings');
  assert.deepEqual(await findings(page), []);
  await page.goto('/en/desk/queue?show=request');
  const words = await page.locator('.queue-row option[value=thin_profile]').first().getAttribute('data-text');
  assert.equal(words, 'Please write two lines about your company.');
  assert.deepEqual(faults, []);
});

test('a desk makes a key in its browser, the office publishes it, and the desk signs', async () => {
  const desk = await visit(browser, demo.origin);
  await signIn(desk.page, 'partner');
  await desk.page.goto('/en/desk/endorsements');
  await desk.page.locator('[data-key-make] button').click();
  await desk.page.waitForFunction(() => document.querySelector<HTMLInputElement>('#public')?.value.length === 44);
  const name = await desk.page.locator('#id').inputValue();
  await shoot(desk.page, 'desk-key');
  assert.deepEqual(await findings(desk.page), []);
  await desk.page.locator('form[data-key-form] button.primary').click();
  await desk.page.waitForURL((url) => url.searchParams.get('done') === 'key');

  const office = await visit(browser, demo.origin);
  await signIn(office.page, 'officer');
  await office.page.goto('/en/desk/endorsements');
  await office.page.locator(`form[action$="/keys/${name}/publish"] button`).click();
  await office.page.waitForURL((url) => url.searchParams.get('done') === 'publish');

  await desk.page.goto('/en/desk/endorsements');
  const link = desk.page.locator('tr', { hasText: 'Sorigyeol' }).locator('a.number');
  const code = (await link.textContent()) ?? '';
  await link.click();
  await desk.page.locator('[data-sign-here] button:enabled').waitFor();
  await shoot(desk.page, 'desk-sign');
  await desk.page.locator('[data-sign-here] button').click();
  await desk.page.waitForURL((url) => url.searchParams.get('done') === 'sign');
  const file = (await (await desk.page.request.get(`/trust/endorsements/${code}.json`)).json()) as { signatures: { key: string }[] };
  assert.ok(file.signatures.some((signature) => signature.key === name), 'the desk’s signature stands in the file');
  assert.deepEqual([...desk.faults, ...office.faults], []);
});

test('the day is a plan and a list', async () => {
  const { page, faults } = await visit(browser, demo.origin, { timezoneId: 'Asia/Seoul', javaScriptEnabled: false });
  await signIn(page, 'officer');
  await page.goto('/en/desk/today');
  for (let days = 0; days < 5 && (await page.locator('.plan-item').count()) < 2; days++) {
    await page.locator('form a.button').last().click();
  }
  const plan = await page.locator('.plan-row .plan-item').count();
  assert.ok(plan > 0, 'no meeting in five days');
  assert.equal(await page.locator('.plan-list > li').count(), plan);
  assert.deepEqual(faults, []);
});

/** Sends requests as one buyer, at the soonest free times of a company. */
async function request(ask: Ask): Promise<void> {
  const { count } = ask;
  const { page, context }: Watch = await visit(browser, demo.origin);
  await signInByMail(page, ask.email);
  const from = new Date(Date.now() + 3 * 24 * 3600_000).toISOString();
  const query = new URLSearchParams({ from, days: '14', length: '30', ...(ask.pair ? { pair: ask.pair } : {}) });
  let made = 0;
  for (let tries = 0; made < count && tries < 3 * count; tries++) {
    const slots = (await (await page.request.get(`/api/v1/companies/${ask.company}/slots?${query}`)).json()) as { starts: string[] };
    const start = slots.starts[tries * 2];
    if (!start) throw new Error(`${ask.company} has no time left`);
    const answer = await page.request.post('/api/v1/consultations', {
      headers: { origin: demo.origin },
      data: { company: ask.company, start, length: 30, goal: 'price', language: ask.language, products: [ask.product], message: 'We would like to see it at work and to hear about prices.', ...(ask.pair ? { pair: ask.pair } : {}) },
    });
    if (answer.status() === 201) made++;
    else if (answer.status() !== 409) throw new Error(`${ask.email}: ${answer.status()} ${await answer.text()}`);
  }
  assert.equal(made, count, `${ask.email} made ${made} requests`);
  await context.close();
}

/** Presses Tab until what is wanted has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, wanted: string, key = 'Tab'): Promise<void> {
  for (let pressed = 0; pressed < 120; pressed++) {
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, wanted)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${wanted} is not reached by ${key}`);
}

async function waiting(page: Page): Promise<string[]> {
  const items = (await (await page.request.get('/api/v1/desk/queue?source=request')).json()) as { number: string }[];
  return items.map((item) => item.number);
}

/** The key of the row that has the focus, in itself or in one of its controls. */
async function selected(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.closest('.queue-row')?.id ?? '');
}

async function isBefore(page: Page, id: string | null): Promise<boolean> {
  return page.evaluate((wanted) => {
    const rows = [...document.querySelectorAll('.queue-row')];
    const now = rows.findIndex((row) => row.contains(document.activeElement));
    return now < rows.findIndex((row) => row.id === wanted);
  }, id);
}

/** Waits until a decision has led back to the queue without its row, with the next one selected. */
async function decided(page: Page, row: string): Promise<void> {
  await page.waitForFunction((gone) => document.readyState === 'complete' && !document.getElementById(gone), row);
  if ((await page.locator('.queue-row').count()) > 0) {
    await page.waitForFunction(() => document.activeElement?.closest('.queue-row') !== null);
  }
}
