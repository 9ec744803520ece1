import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Publisher } from './publisher.ts';

const track = (id: string) => ({ id }) as MediaStreamTrack;
const turn = () => new Promise<void>((done) => setImmediate(done));

function start() {
  const log: string[] = [];
  let answer: () => Promise<void> = () => Promise.resolve();
  const publisher = new Publisher({
    tell: ({ source, active, muted }) => {
      log.push(`tell ${source} ${active ? 'on' : 'off'}${muted ? ' muted' : ''}`);
      return answer();
    },
    attach: (source, one) => {
      log.push(`attach ${source} ${one?.id ?? 'nothing'}`);
      return Promise.resolve();
    },
  });
  const take = async () => {
    await turn();
    return log.splice(0);
  };
  return { publisher, take, answers: (next: () => Promise<void>) => (answer = next) };
}

test('a track is attached only after the server has confirmed', async () => {
  const { publisher, take, answers } = start();
  let confirm = () => {};
  answers(() => new Promise((done) => (confirm = done)));
  publisher.begin([], true);
  publisher.want('mic', track('m'), false);
  assert.deepEqual(await take(), ['tell mic on']);
  confirm();
  assert.deepEqual(await take(), ['attach mic m']);
});

test('before the room nothing is told and nothing attached', async () => {
  const { publisher, take } = start();
  publisher.want('mic', track('m'), true);
  publisher.want('camera', track('c'), false);
  assert.deepEqual(await take(), []);
  publisher.begin([], true);
  assert.deepEqual(await take(), ['tell mic on muted', 'tell camera on', 'attach camera c']);
});

test('a mute between two connections takes the track off the one before', async () => {
  const { publisher, take, answers } = start();
  publisher.begin([], true);
  publisher.want('mic', track('m'), false);
  assert.deepEqual(await take(), ['tell mic on', 'attach mic m']);
  let confirm = () => {};
  answers(() => new Promise((done) => (confirm = done)));
  publisher.pause(false);
  publisher.begin([], true);
  publisher.want('mic', track('m'), true);
  confirm();
  assert.deepEqual((await take()).includes('attach mic nothing'), true);
});

test('mute takes the track off before it is told', async () => {
  const { publisher, take } = start();
  publisher.begin([], true);
  publisher.want('mic', track('m'), false);
  await take();
  publisher.want('mic', track('m'), true);
  assert.deepEqual(await take(), ['attach mic nothing', 'tell mic on muted']);
  publisher.want('mic', track('m'), false);
  assert.deepEqual(await take(), ['tell mic on', 'attach mic m']);
});

test('a mute that comes while an unmute is answered wins', async () => {
  const { publisher, take, answers } = start();
  publisher.begin([], true);
  publisher.want('mic', track('m'), true);
  await take();
  let confirm = () => {};
  answers(() => new Promise((done) => (confirm = done)));
  publisher.want('mic', track('m'), false);
  assert.deepEqual(await take(), ['tell mic on']);
  publisher.want('mic', track('m'), true);
  confirm();
  assert.deepEqual(await take(), ['tell mic on muted']);
  confirm();
  assert.deepEqual(await take(), []);
});

test('a muted microphone stays muted over a resume and over a new connection', async () => {
  for (const fresh of [false, true]) {
    const { publisher, take } = start();
    publisher.begin([], true);
    publisher.want('mic', track('m'), true);
    await take();
    publisher.pause(false);
    publisher.begin([{ source: 'mic', muted: true }], fresh);
    assert.deepEqual(await take(), [], `fresh ${fresh}`);
  }
});

test('a mute that was pressed while the socket was gone is told at the return', async () => {
  const { publisher, take } = start();
  publisher.begin([], true);
  publisher.want('mic', track('m'), false);
  await take();
  publisher.pause(false);
  publisher.want('mic', track('m'), true);
  assert.deepEqual(await take(), ['attach mic nothing']);
  publisher.begin([{ source: 'mic', muted: false }], false);
  assert.deepEqual(await take(), ['tell mic on muted']);
});

test('a new session hears of everything again, a new connection carries it again', async () => {
  const { publisher, take } = start();
  publisher.begin([], true);
  publisher.want('mic', track('m'), false);
  await take();
  publisher.pause(false);
  publisher.begin([], true);
  assert.deepEqual(await take(), ['tell mic on', 'attach mic m']);
});

test('a changed device needs no word to the server', async () => {
  const { publisher, take } = start();
  publisher.begin([], true);
  publisher.want('camera', track('one'), false);
  await take();
  publisher.want('camera', track('two'), false);
  assert.deepEqual(await take(), ['attach camera two']);
  publisher.want('camera', null, false);
  assert.deepEqual(await take(), ['attach camera nothing', 'tell camera off']);
});

test('sent back to the lobby nothing stays attached', async () => {
  const { publisher, take } = start();
  publisher.begin([], true);
  publisher.want('mic', track('m'), false);
  publisher.want('camera', track('c'), false);
  await take();
  publisher.pause(true);
  assert.deepEqual(await take(), ['attach mic nothing', 'attach camera nothing']);
  publisher.begin([], false);
  assert.deepEqual(await take(), ['tell mic on', 'attach mic m', 'tell camera on', 'attach camera c']);
});

test('a refusal attaches nothing', async () => {
  const { publisher, take, answers } = start();
  answers(() => Promise.reject(new Error('host_muted')));
  publisher.begin([], true);
  publisher.want('mic', track('m'), false);
  assert.deepEqual(await take(), ['tell mic on']);
});
