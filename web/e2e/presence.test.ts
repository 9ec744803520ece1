// A supplier says to be at the desk: visitors see it at once, and no longer when the page is closed.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launch, visit } from './browser.ts';
import { Demo } from './demo.ts';
import { signIn } from './people.ts';
import { until } from './until.ts';

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

test('the company page says who is at the desk', async () => {
  const supplier = await visit(browser, demo.origin);
  await signIn(supplier.page, 'supplier', 'ko');
  const visitor = await visit(browser, demo.origin);
  const presence = async () => {
    await visitor.page.goto('/en/companies/miraon-imaging');
    return visitor.page.locator('main .presence').first().innerText();
  };
  assert.equal(await presence(), 'Away');

  await supplier.page.locator('.desk-switch:visible').click();
  await until('the visitor sees it', presence, (said) => said === 'At the desk now');
  await supplier.context.close();
  await until('the visitor sees that nobody is there', presence, (said) => said === 'Away');

  assert.deepEqual([...supplier.faults, ...visitor.faults], []);
  await visitor.context.close();
});
