// Documents in step (71, and of 45 the page): one shows a sheet and a product, all see the same page, each in their own language and with their own
// prices; who comes late or again stands on the same page; the pointer arrives; the presenter leaves and the page stays. The officer has Firefox.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { findings } from './axe.ts';
import { launch, visit, type Watch } from './browser.ts';
import { Demo } from './demo.ts';
import { Firefox } from './firefox.ts';
import { openRoom, signIn } from './people.ts';
import { admit, closePanel, enter, inside } from './room.ts';
import { marks } from './senses.ts';
import { shoot } from './shots.ts';
import { steps } from './steps.ts';
import { until } from './until.ts';
import { sentence } from './words.ts';

type Part = 'supplier' | 'buyer' | 'interpreter';
const langs: Record<Part, string> = { supplier: 'ko', buyer: 'en', interpreter: 'ko' };
const names: Record<Part, string> = { supplier: '이슬', buyer: 'Radu', interpreter: '도담' };
const programs = /\/assets\/pdf[.-]/;

let demo: Demo;
let browser: Browser;
let officer: Firefox;
const watches = {} as Record<Part, Watch>;
const fetched: string[] = [];

before(async () => {
  demo = await Demo.start();
  [browser, officer] = await Promise.all([launch(marks.blue), Firefox.launch(marks.yellow, '127.0.0.1')]);
});

after(async () => {
  await Promise.all([browser?.close(), officer?.close()]);
  await demo?.stop();
});

/** Which page of which document somebody looks at; of a sheet, once it is drawn. */
async function looks(page: Page | Firefox): Promise<string> {
  return (page as Page).evaluate(() => {
    const seat = document.querySelector<HTMLElement>('.seat.document');
    if (!seat) return '';
    const canvas = seat.querySelector<HTMLElement>('canvas');
    const drawn = canvas ? canvas.dataset['drawn'] === seat.dataset['page'] : seat.querySelector('.doc-card, .doc-picture') !== null;
    return drawn ? `${seat.dataset['doc']?.split('-')[0]} ${seat.dataset['page']}` : '';
  });
}

async function look(at: string, ...parts: (Part | 'officer')[]): Promise<void> {
  for (const part of parts) {
    const page = part === 'officer' ? officer : watches[part].page;
    await until(`${part} sees ${at}`, () => looks(page), (seen) => seen === at);
  }
}

async function show(page: Page, text: string): Promise<void> {
  await page.locator('.room-bar [aria-keyshortcuts=D]').click();
  await page.locator('.doc-choices button', { hasText: text }).first().click();
  await page.locator('.doc-picker').waitFor({ state: 'detached' });
  await page.mouse.move(0, 0);
}

test('a document in step', async (t) => {
  const step = steps(t);
  const page = (part: Part): Page => watches[part].page;
  let number = '';

  await step('supplier and buyer meet, and nobody has loaded what draws sheets', async () => {
    for (const part of Object.keys(langs) as Part[]) {
      watches[part] = await visit(browser, demo.origin);
      page(part).on('request', (request) => fetched.push(request.url()));
      await signIn(page(part), part, langs[part]);
    }
    number = await openRoom(page('supplier'));
    await enter(page('supplier'), number, 'ko');
    await inside(page('supplier'));
    await enter(page('buyer'), number);
    await admit(page('supplier'), names.buyer);
    await closePanel(page('supplier'));
    await inside(page('buyer'));
    assert.deepEqual(fetched.filter((url) => programs.test(url)), []);
  });

  await step('the supplier chooses from the list', async () => {
    const supplier = page('supplier');
    await supplier.keyboard.press('d');
    await supplier.locator('.doc-choices button').first().waitFor();
    await shoot(supplier, 'room-document-list-ko');
    assert.deepEqual(await findings(supplier), []);
    assert.match(await supplier.locator('.doc-choices button').first().innerText(), /휴대용/, 'what the consultation is about stands first');
    await supplier.keyboard.press('Escape');
    await show(supplier, '영어, PDF');
  });

  await step('both see the first page, and each that the supplier turns to', async () => {
    await look('sheet 1', 'supplier', 'buyer');
    assert.ok(await inked(page('buyer')), 'there is something on the page');
    await page('supplier').keyboard.press('ArrowRight');
    await look('sheet 2', 'supplier', 'buyer');
    await page('supplier').getByRole('button', { name: await sentence(page('supplier'), 'doc_next') }).click();
    await look('sheet 3', 'supplier', 'buyer');
    await page('supplier').keyboard.press('ArrowRight');
    await page('supplier').keyboard.press('ArrowLeft');
    await look('sheet 2', 'supplier', 'buyer');
    for (const part of ['supplier', 'buyer'] as const) {
      await shoot(page(part), `room-document-sheet-${langs[part]}`);
      await look('sheet 2', part);
      assert.deepEqual(await findings(page(part)), []);
    }
  });

  await step('the buyer sees where the supplier points', async () => {
    const paper = await page('supplier').locator('.doc-paper').boundingBox();
    assert.ok(paper);
    await page('supplier').mouse.move(paper.x + paper.width * 0.2, paper.y + paper.height * 0.5);
    await page('supplier').mouse.move(paper.x + paper.width * 0.25, paper.y + paper.height * 0.75, { steps: 5 });
    await until('the pointer', async () => {
      const [dot, onto] = await Promise.all([page('buyer').locator('.doc-pointer').boundingBox(), page('buyer').locator('.doc-paper').boundingBox()]);
      return dot && onto ? [(dot.x + dot.width / 2 - onto.x) / onto.width, (dot.y + dot.height / 2 - onto.y) / onto.height] : [0, 0];
    }, ([x = 0, y = 0]) => Math.abs(x - 0.25) < 0.02 && Math.abs(y - 0.75) < 0.02);
    assert.equal(await page('supplier').locator('.doc-pointer').count(), 0, 'one sees one\'s own mouse');
    await shoot(page('buyer'), 'room-document-pointer-en');
    await page('supplier').mouse.move(0, 0);
  });

  await step('a page can be read larger, by oneself', async () => {
    const width = async () => (await page('buyer').locator('.doc-paper').boundingBox())?.width ?? 0;
    const before = await width();
    await page('buyer').locator('.doc-acts [aria-pressed]').click();
    await until('larger', width, (now) => now > 1.9 * before);
    await look('sheet 2', 'buyer');
    await shoot(page('buyer'), 'room-document-large-en');
    assert.deepEqual(await findings(page('buyer')), []);
    await page('buyer').locator('.doc-acts [aria-pressed]').click();
    await until('as before', width, (now) => Math.abs(now - before) < 2);
  });

  await step('the buyer looks at another page alone and comes back', async () => {
    await page('buyer').getByRole('button', { name: await sentence(page('buyer'), 'doc_previous') }).click();
    await look('sheet 1', 'buyer');
    await look('sheet 2', 'supplier');
    await shoot(page('buyer'), 'room-document-aside-en');
    await page('buyer').locator('.doc-acts .primary').click();
    await look('sheet 2', 'buyer');
  });

  await step('who comes late stands on the same page, and so does who loads the page again', async () => {
    await officer.goto(`${demo.origin}/en/sign-in`);
    await officer.click('button[name=email][value="officer@demo.example"]');
    await until('the officer is signed in', () => officer.evaluate(() => location.pathname), (path) => !path.endsWith('/sign-in'));
    await officer.goto(`${demo.origin}/en/consultations/${number}/room`);
    await officer.click('.entrance-acts .act.primary'); // asks for camera and microphone
    await officer.waitFor('.preview video.shown');
    await officer.click('.entrance-acts .act.primary:enabled');
    await officer.waitFor('.room-bar');
    await look('sheet 2', 'officer');
    await enter(page('interpreter'), number, 'ko');
    assert.equal(await looks(page('interpreter')), '', 'nothing of it in the lobby');
    await admit(page('supplier'), names.interpreter);
    await closePanel(page('supplier'));
    await inside(page('interpreter'));
    await look('sheet 2', 'interpreter');
    assert.equal(await page('interpreter').locator('.room-bar [aria-keyshortcuts=D]').count(), 0, 'interpreters show nothing');
    for (const part of ['buyer', 'supplier'] as const) {
      await page(part).reload();
      await inside(page(part));
      await look('sheet 2', part);
    }
    await page('supplier').keyboard.press('ArrowRight');
    await look('sheet 3', 'supplier', 'buyer', 'interpreter', 'officer');
  });

  await step('a product is in each one\'s language and with each one\'s prices', async () => {
    await show(page('supplier'), '미라온 페이스24');
    await look('card 1', 'supplier', 'buyer', 'interpreter');
    const [korean, english, third] = await Promise.all((['supplier', 'buyer', 'interpreter'] as const).map((part) => page(part).locator('.doc-card').innerText()));
    assert.match(korean ?? '', /미라온 페이스24/);
    assert.match(english ?? '', /Miraon Face24/);
    assert.match(korean ?? '', /2,390/);
    assert.match(english ?? '', /2,390/, 'the office has checked the buyer');
    assert.match(third ?? '', /2,900/);
    assert.doesNotMatch(third ?? '', /2,390/, 'an interpreter sees what everybody sees');
    for (const part of ['supplier', 'buyer'] as const) {
      await shoot(page(part), `room-document-card-${langs[part]}`);
      assert.deepEqual(await findings(page(part)), []);
    }
    await page('supplier').keyboard.press('ArrowRight');
    await look('card 2', 'supplier', 'buyer', 'officer', 'interpreter');
    await shoot(page('buyer'), 'room-document-picture-en');
  });

  await step('the supplier leaves and the page stays; the buyer shows on, the officer puts it away', async () => {
    await page('supplier').locator('.control.leave').click();
    await page('supplier').locator('.room-dialog .danger').click();
    await until('the supplier has left', () => page('buyer').locator('.room-strip > li').count(), (seats) => seats === 3);
    await look('card 2', 'buyer', 'officer');
    await officer.evaluate(() => window.dispatchEvent(new KeyboardEvent('keydown', { code: 'ArrowLeft' })));
    await look('card 1', 'buyer', 'officer');
    await page('buyer').locator('.doc-acts button').first().click();
    await until('the buyer shows it', () => officer.evaluate(() => document.querySelector('.doc-title')?.textContent ?? ''), (text) => text.includes(names.buyer));
    await officer.press(await sentence(page('buyer'), 'doc_put_away'));
    for (const one of [page('buyer'), page('interpreter'), officer]) await until('nobody sees it any more', () => looks(one), (seen) => seen === '');
  });

  for (const watch of Object.values(watches)) assert.deepEqual(watch.faults, []);
});

/** Whether the canvas has more than one colour on it. */
async function inked(page: Page): Promise<boolean> {
  return page.locator('canvas.doc-sheet').evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    const colours = new Set<string>();
    for (let i = 0; i < data.length; i += 4 * 97) colours.add(`${data[i]} ${data[i + 1]} ${data[i + 2]}`);
    return colours.size > 3;
  });
}
