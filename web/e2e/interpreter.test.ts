// Half an hour before a meeting its interpreter cannot come: the officer puts somebody else in the seat with one click, the
// new one opens the briefing pack, and both sides read the new name.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { findings } from './axe.ts';
import { launch, visit, type Watch } from './browser.ts';
import { Demo } from './demo.ts';
import { openRoom, signIn, signInByMail } from './people.ts';
import { marks } from './senses.ts';
import { shoot } from './shots.ts';

const next = { email: 'gaon@interpreters.example', name: '가온' };

let demo: Demo;
let browser: Browser;
const watches: Watch[] = [];

before(async () => {
  demo = await Demo.start();
  browser = await launch(marks.blue);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

async function someone(): Promise<Watch> {
  const watch = await visit(browser, demo.origin);
  watches.push(watch);
  return watch;
}

test('the interpreter is replaced half an hour before the start', async () => {
  const interpreter = (await someone()).page;
  await signIn(interpreter, 'interpreter', 'ko');
  const number = await openRoom(interpreter);
  assert.match(number, /^SW-/, 'a consultation starts soon');
  await interpreter.goto(`/ko/consultations/${number}`);
  await shoot(interpreter, 'interpreter-assignment-ko');
  assert.deepEqual(await findings(interpreter), []);
  await interpreter.locator('details', { has: interpreter.locator('button[name=answer][value=no]') }).locator('summary').click();
  await interpreter.locator('button[name=answer][value=no]').click();
  await interpreter.waitForURL((url) => !url.pathname.endsWith(number) || url.searchParams.has('done'));

  const officer = (await someone()).page;
  await signIn(officer, 'officer');
  await officer.goto(`/en/consultations/${number}`);
  const row = officer.locator('.assign-list > li', { hasText: next.name });
  await row.waitFor();
  await shoot(officer, 'interpreter-panel-en');
  assert.deepEqual(await findings(officer), []);
  await row.locator('form[action$="/assign"] button').click();
  await officer.waitForURL(/done=assign/);
  assert.match(await officer.locator('.people').innerText(), new RegExp(next.name));

  const fresh = (await someone()).page;
  await signInByMail(fresh, next.email);
  for (const lang of ['en', 'ko']) {
    await fresh.goto(`/${lang}/consultations/${number}/briefing`);
    const terms = await fresh.locator('.glossary input[name=ko]').evaluateAll((all) => all.filter((one) => (one as HTMLInputElement).value !== '').length);
    assert.ok(terms >= 15, `${terms} terms in the glossary`);
    await shoot(fresh, `interpreter-briefing-${lang}`);
    assert.deepEqual(await findings(fresh), []);
  }
  await fresh.goto(`/en/consultations/${number}`);
  await fresh.locator(`a[href$="/consultations/${number}/room"]`).first().waitFor();

  for (const role of ['buyer', 'supplier'] as const) {
    const side = (await someone()).page;
    await signIn(side, role, role === 'buyer' ? 'en' : 'ko');
    await side.goto(`/${role === 'buyer' ? 'en' : 'ko'}/consultations/${number}`);
    assert.match(await side.locator('.people').innerText(), new RegExp(next.name), `the ${role} reads the new name`);
  }

  await officer.goto('/en/desk/interpreters');
  await shoot(officer, 'interpreter-list-en');
  assert.deepEqual(await findings(officer), []);
  for (const page of ['interpreting', 'interpreting/absence']) {
    await fresh.goto(`/ko/${page}`);
    await shoot(fresh, `interpreter-${page.replace('/', '-')}-ko`);
    assert.deepEqual(await findings(fresh), []);
  }
  for (const { faults } of watches) assert.deepEqual(faults, []);
});
