import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Outbox } from './outbox.ts';
import { Refused } from './signal.ts';
import type { ChatMsg } from './wire.gen.ts';

const turn = () => new Promise<void>((done) => setImmediate(done));

function start(answer: () => Promise<void>) {
  const sent: string[] = [];
  const refused: string[] = [];
  let waiting: readonly { cid: string; text: string }[] = [];
  const over = new AbortController();
  const outbox = new Outbox({
    send: ({ cid }) => {
      sent.push(cid);
      return answer();
    },
    onChange: (lines) => (waiting = lines),
    onRefused: (code) => refused.push(code),
    signal: over.signal,
  });
  return { outbox, sent, refused, over, waiting: () => waiting };
}

const said = (cid: string): ChatMsg => ({ n: 1, cid, pid: 'me', name: 'Me', text: '', at: 0 });

test('a line waits until the room has said it', async () => {
  const { outbox, waiting } = start(() => Promise.resolve());
  outbox.add('hello');
  await turn();
  assert.equal(waiting().length, 1);
  outbox.said([said('other'), said(waiting()[0]?.cid ?? '')]);
  assert.equal(waiting().length, 0);
});

test('after a cut it is sent again with the same cid', async () => {
  const { outbox, sent, waiting } = start(() => Promise.reject(new Refused('lost')));
  outbox.add('hello');
  await turn();
  outbox.sendAll();
  assert.equal(sent.length, 2);
  assert.equal(sent[0], sent[1]);
  assert.equal(waiting().length, 1);
});

test('too fast is sent again after the pause that was asked for, but not after the end', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { outbox, sent, refused, over } = start(() => Promise.reject(new Refused('rate', 3000)));
  outbox.add('hello');
  await turn();
  mock.timers.tick(2999);
  assert.equal(sent.length, 1);
  mock.timers.tick(1);
  await turn();
  assert.equal(sent.length, 2);
  over.abort();
  mock.timers.tick(60_000);
  assert.equal(sent.length, 2);
  assert.deepEqual(refused, []);
  mock.timers.reset();
});

test('a refused line goes and its reason is told', async () => {
  const { outbox, refused, waiting } = start(() => Promise.reject(new Refused('invalid')));
  outbox.add('hello');
  await turn();
  assert.equal(waiting().length, 0);
  assert.deepEqual(refused, ['invalid']);
});
