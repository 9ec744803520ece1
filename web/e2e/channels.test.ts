// An interpreter speaks on a channel: who listens to that language hears the interpreter over the original, the other side hears nothing of it; what
// each has chosen outlives a reload.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { findings } from './axe.ts';
import { launch, visit, type Watch } from './browser.ts';
import { Demo } from './demo.ts';
import { mixed, tapLines } from './mixed.ts';
import { openRoom, signIn } from './people.ts';
import { admit, closePanel, enter, inside } from './room.ts';
import { marks } from './senses.ts';
import { shoot } from './shots.ts';
import { heard, listen } from './sight.ts';
import { until } from './until.ts';
import { sentence } from './words.ts';

/** The buyer's voice on the floor is the tone of 440 Hz, the interpreter's that of 660 Hz. */
const cast = { supplier: marks.yellow, buyer: marks.red, interpreter: marks.green };
type Part = keyof typeof cast;
const langs: Record<Part, string> = { supplier: 'ko', buyer: 'en', interpreter: 'ko' };
const names = { buyer: 'Radu', interpreter: '도담' };
const floor = cast.buyer.name;
const voice = cast.interpreter.name;

/** 15 % and 50 % of the loudness, in dB. */
const ducked = -16;
const half = -6;

let demo: Demo;
const browsers: Browser[] = [];
const watches = {} as Record<Part, Watch>;

before(async () => {
  demo = await Demo.start();
});

after(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  await demo?.stop();
});

test('64, 45: an interpreter into Korean is heard by who listens to Korean', async (t) => {
  for (const part of Object.keys(cast) as Part[]) {
    const browser = await launch(cast[part]);
    browsers.push(browser);
    watches[part] = await visit(browser, demo.origin);
    await listen(watches[part].context);
    await tapLines(watches[part].context);
    await signIn(watches[part].page, part, langs[part]);
  }
  const [supplier, buyer, interpreter] = [watches.supplier.page, watches.buyer.page, watches.interpreter.page];
  const number = await openRoom(interpreter);
  assert.match(number, /^SW-/);
  await enter(supplier, number, langs.supplier);
  await inside(supplier);
  for (const part of ['buyer', 'interpreter'] as const) {
    await enter(watches[part].page, number, langs[part]);
    await admit(supplier, names[part]);
    await inside(watches[part].page);
  }
  await closePanel(supplier);

  await t.test('until then everybody hears the interpreter, who is marked as consecutive', async () => {
    await supplier.locator('.seat-mark.channel', { hasText: await sentence(supplier, 'mark_consecutive') }).first().waitFor();
    for (const page of [supplier, buyer]) await until('the interpreter is heard', () => heard(page), (tones) => tones.includes(voice));
  });

  await t.test('64: 660 Hz at 0 dB, the floor of 440 Hz at -16 dB while the interpreter speaks', async () => {
    await direction(interpreter, '한국어').click();
    await until('the floor is turned down', () => mixed(supplier), (db) => db[voice] === 0 && near(db[floor], ducked));
    await supplier.locator('.voice.speaks').waitFor();
    await until('the other side hears nothing of it', () => heard(buyer), (tones) => !tones.includes(voice) && tones.includes(cast.supplier.name));
    for (const [part, page] of [['interpreter', interpreter], ['supplier', supplier], ['buyer', buyer]] as const) {
      await shoot(page, `channel-${part}`);
      assert.deepEqual(await findings(page), [], part);
    }
    await interpreter.locator('.room-bar [aria-keyshortcuts=M]').click();
    await until('the floor is back', () => mixed(supplier), (db) => db[floor] === 0 && !(voice in db));
    await interpreter.locator('.room-bar [aria-keyshortcuts=M]').click();
    await until('and turned down again', () => mixed(supplier), (db) => db[voice] === 0 && near(db[floor], ducked));
  });

  await t.test('the listener chooses how loud the original stays, and whether there is anything beside it', async () => {
    await supplier.locator('.voices-duck input').focus();
    for (let percent = 15; percent < 50; percent += 5) await supplier.keyboard.press('ArrowRight');
    await until('half of it', () => mixed(supplier), (db) => db[voice] === 0 && near(db[floor], half));
    await supplier.locator('.voice input[value=""]').focus();
    await supplier.keyboard.press('Space');
    await until('the original alone', () => mixed(supplier), (db) => db[floor] === 0 && !(voice in db));
    await supplier.locator('.voice input[value=ko]').click(); // it shows as chosen once the room has agreed
    await until('both', () => mixed(supplier), (db) => db[voice] === 0 && near(db[floor], half));
  });

  await t.test('45: both come back by a reload to the same channel', async () => {
    for (const page of [interpreter, supplier]) {
      await page.reload();
      await inside(page);
    }
    await interpreter.locator('.direction.live', { hasText: '한국어' }).waitFor();
    assert.equal(await supplier.locator('.voice input[value=ko]').isChecked(), true);
    await until('as before', () => mixed(supplier), (db) => db[voice] === 0 && near(db[floor], half));
  });

  await t.test('by a key the interpreter asks for slower speech and speaks to everybody again', async () => {
    await interpreter.locator('.room-stage').click();
    await interpreter.keyboard.press('x');
    for (const page of [supplier, buyer]) await page.locator('.room-banner', { hasText: names.interpreter }).waitFor();
    await shoot(buyer, 'channel-slower');
    await interpreter.keyboard.press('0');
    await until('the buyer hears the interpreter', () => heard(buyer), (tones) => tones.includes(voice));
    await until('nothing is turned down', () => mixed(supplier), (db) => db[voice] === 0 && db[floor] === 0);
  });

  for (const { faults } of Object.values(watches)) assert.deepEqual(faults, []);
});

function direction(page: Page, name: string) {
  return page.locator('.direction', { hasText: name });
}

/** Rounded, and the ramp of a moment: within 2 dB. */
function near(db: number | undefined, wanted: number): boolean {
  return db !== undefined && Math.abs(db - wanted) <= 2;
}
