// Redis stands still for half a minute while two people talk: nobody in the call notices, and the pages say that presence
// is unknown, not that everybody is away.

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launch, visit } from './browser.ts';
import { Demo, freePort } from './demo.ts';
import { openRoom, signIn } from './people.ts';
import { admit, enter, inside, seesAll, startWithout } from './room.ts';
import { marks, type Mark } from './senses.ts';
import { heard, listen } from './sight.ts';
import { until } from './until.ts';

const away = 30_000; // ms

let redis: ChildProcess;
let demo: Demo;
const browsers: Browser[] = [];

before(async () => {
  const port = await freePort();
  redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
  demo = await Demo.start({ ETRADE_REDIS_URL: `redis://127.0.0.1:${port}` });
});

after(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  redis?.kill('SIGCONT');
  await demo?.stop();
  if (redis && redis.exitCode === null) {
    const gone = once(redis, 'exit');
    redis.kill('SIGKILL');
    await gone;
  }
});

async function comesIn(role: 'supplier' | 'buyer', mark: Mark): Promise<Page> {
  const browser = await launch(mark);
  browsers.push(browser);
  const { context, page } = await visit(browser, demo.origin);
  await listen(context);
  await signIn(page, role);
  return page;
}

test('nobody in a call notices that Redis is away', async () => {
  const host = await comesIn('supplier', marks.green);
  const guest = await comesIn('buyer', marks.red);
  const number = await openRoom(guest);
  await enter(host, number);
  await inside(host);
  await enter(guest, number);
  await admit(host, 'Radu');
  await inside(guest);
  for (const page of [host, guest]) await seesAll(page, ['red', 'green']);
  await startWithout(host, guest);

  const { page: visitor } = await visit(await launchVisitor(), demo.origin);
  const presences = async () => {
    await visitor.goto('/en/companies');
    return visitor.locator('main .presence').evaluateAll((marks) => marks.map((mark) => mark.className));
  };
  await until('the call shows on the company', presences, (all) => all.includes('presence in-call'));

  redis.kill('SIGSTOP');
  const back = Date.now() + away;
  await until('presence is unknown', presences, (all) => all.length > 0 && all.every((one) => one === 'presence unknown'));
  await until(
    'Redis has been away long enough',
    async () => {
      for (const page of [host, guest]) {
        await seesAll(page, ['red', 'green']);
        assert.equal(await page.locator('.room-banner.lost').count(), 0, 'nobody is told of a lost connection');
      }
    },
    () => Date.now() >= back,
    2 * away,
  );
  await until('the guest hears the host', () => heard(guest), (got) => got.includes('green'));
  await until('the host hears the guest', () => heard(host), (got) => got.includes('red'));

  redis.kill('SIGCONT');
  await until('the call shows again', presences, (all) => all.includes('presence in-call'));
  for (const page of [host, guest]) await seesAll(page, ['red', 'green']);
});

async function launchVisitor(): Promise<Browser> {
  const browser = await launch();
  browsers.push(browser);
  return browser;
}
