// A buyer asks to talk now. Nobody of the company answers, so the city desk is rung after 90 s, the officer answers, and
// both stand in the room and see each other. The next time the company answers within the ring.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { findings } from './axe.ts';
import { launch, visit, type Watch } from './browser.ts';
import { Demo } from './demo.ts';
import { signIn } from './people.ts';
import { admit, inside, seesAll } from './room.ts';
import { marks } from './senses.ts';
import { shoot } from './shots.ts';
import { until } from './until.ts';
import { steps } from './steps.ts';

const cast = { buyer: marks.red, supplier: marks.green, officer: marks.yellow } as const;
type Part = keyof typeof cast;
const parts = Object.keys(cast) as Part[];
const langs: Record<Part, string> = { buyer: 'en', supplier: 'ko', officer: 'en' };

let demo: Demo;
const browsers: Browser[] = [];
const watches = {} as Record<Part, Watch>;

before(async () => {
  demo = await Demo.start({ ETRADE_CLOCK: '2027-03-10T02:00Z' }); // 11:00 in Suwon, 04:00 in Cluj-Napoca
  for (const part of parts) {
    const browser = await launch(cast[part]);
    browsers.push(browser);
    watches[part] = await visit(browser, demo.origin, { viewport: { width: 1280, height: 800 } });
    await signIn(watches[part].page, part, langs[part]);
  }
});

after(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  await demo?.stop();
});

/** Moves the demo's clock on. */
async function pass(seconds: number): Promise<void> {
  await demo.setClock(new Date((await demo.clock()).getTime() + seconds * 1000));
}

/** The page and its other language at both widths, without faults of accessibility. */
async function look(page: Page, name: string): Promise<void> {
  await shoot(page, name);
  assert.deepEqual(await findings(page), [], name);
}

async function atTheDesk(page: Page): Promise<void> {
  await page.goto('/ko/companies');
  await page.locator('.desk-switch:visible').click();
}

/** Asks on the page of the company and waits until it rings. */
async function ask(page: Page): Promise<void> {
  const button = page.locator('.talk form button');
  await until('the page offers a talk', async () => {
    await page.goto('/en/companies/miraon-imaging');
    return button.count();
  }, (n) => n === 1);
  await button.click();
  await page.waitForURL(/\/rings\//);
  await page.locator('.ring-bell').waitFor();
}

async function enterFromHere(page: Page): Promise<void> {
  await page.waitForURL(/\/room$/);
  await page.locator('.preview video.shown').waitFor();
  await page.locator('.entrance-acts .act.primary').click();
}

async function endTalk(page: Page, number: string): Promise<void> {
  await page.goto('/en/desk/live');
  const room = page.locator('.wall-room', { hasText: number });
  const ending = room.locator('.wall-end').filter({ has: page.locator('form[action$="/end"]') });
  await ending.locator('summary').click();
  await ending.locator('button').click();
}

test('the city desk answers when nobody of the company does', async (t) => {
  const step = steps(t);
  const { buyer, supplier, officer } = watches;

  await step('the supplier sits at the desk, and the buyer asks to talk now', async () => {
    await atTheDesk(supplier.page);
    await supplier.page.goto('/ko/desk/rings/settings');
    await look(supplier.page, 'walkin-settings-ko');
    await until('the page offers a talk', async () => {
      await buyer.page.goto('/en/companies/miraon-imaging');
      return buyer.page.locator('.talk form button').count();
    }, (n) => n === 1);
    await look(buyer.page, 'walkin-company-en');
    await ask(buyer.page);
    await look(buyer.page, 'walkin-ringing-en');
  });

  await step('every page that the supplier has open rings', async () => {
    await supplier.page.locator('#ring:not([hidden]) form[action$="/answer"]').waitFor();
    await look(supplier.page, 'walkin-banner-ko');
  });

  await step('after 90 s the officer is rung, on any page', async () => {
    await officer.page.goto('/en/desk/queue');
    assert.equal(await officer.page.locator('#ring:not([hidden])').count(), 0);
    await pass(91);
    await officer.page.locator('#ring:not([hidden]) form[action$="/answer"]').waitFor();
    await buyer.page.getByText("Ringing the city's office").waitFor();
    await officer.page.goto('/en/desk/rings');
    await officer.page.locator('.call form[action$="/answer"]').waitFor();
    await look(officer.page, 'walkin-office-en');
  });

  await step('the officer answers, and both stand in the room and see each other', async () => {
    await officer.page.locator('.call form[action$="/answer"] button').click();
    await enterFromHere(officer.page);
    await inside(officer.page);
    await enterFromHere(buyer.page);
    await admit(officer.page, 'Radu');
    await inside(buyer.page);
    const both = [cast.buyer.name, cast.officer.name];
    await Promise.all([seesAll(buyer.page, both), seesAll(officer.page, both)]);
    await shoot(buyer.page, 'walkin-room-en');
  });

  await step('the officer ends it, and the desk has kept who called and who answered', async () => {
    const number = new URL(officer.page.url()).pathname.split('/').at(-2) ?? '';
    await endTalk(officer.page, number);
    await until('the talk is over', async () => {
      await officer.page.goto('/en/desk/rings');
      return officer.page.locator('table').innerText();
    }, (text) => text.includes(number) && text.includes('Talked to the office'));
    await look(officer.page, 'walkin-past-en');
    await officer.page.goto('/ko/desk/rings');
    await look(officer.page, 'walkin-past-ko');
  });
  assert.deepEqual([...buyer.faults, ...supplier.faults, ...officer.faults], []);
});

test('the company answers within the ring', async (t) => {
  const step = steps(t);
  const { buyer, supplier } = watches;

  await step('the buyer asks again, and the supplier answers from the banner of another page', async () => {
    await supplier.page.goto('/ko/companies');
    await ask(buyer.page);
    await supplier.page.locator('#ring form[action$="/answer"] button').click();
    await enterFromHere(supplier.page);
    await inside(supplier.page);
  });

  await step('both see each other', async () => {
    await enterFromHere(buyer.page);
    await admit(supplier.page, 'Radu');
    await inside(buyer.page);
    const both = [cast.buyer.name, cast.supplier.name];
    await Promise.all([seesAll(buyer.page, both), seesAll(supplier.page, both)]);
  });
  assert.deepEqual([...buyer.faults, ...supplier.faults], []);
});

test('without script the desk has its list and its button', async () => {
  const { officer, supplier } = watches;
  const browser = browsers[0];
  assert.ok(browser);
  const number = new URL(supplier.page.url()).pathname.split('/').at(-2) ?? '';
  await Promise.all([supplier.context.close(), watches.buyer.context.close()]);
  await endTalk(officer.page, number);
  const buyer = await visit(browser, demo.origin);
  await signIn(buyer.page, 'buyer');
  const plain = await visit(browser, demo.origin, { javaScriptEnabled: false });
  await signIn(plain.page, 'supplier', 'ko');
  await plain.page.goto('/ko/desk/rings?here=1');
  await ask(buyer.page);
  await plain.page.locator('.call form[action$="/answer"] button').click(); // the page asks for itself again
  await plain.page.waitForURL(/\/room$/);
  await buyer.page.waitForURL(/\/room$/);
  assert.deepEqual([...plain.faults, ...buyer.faults], []);
  await plain.context.close();
});
