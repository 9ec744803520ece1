import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendTwice } from './redundancy.ts';

/** A worker that says it is ready when the test lets it. */
class Voice extends EventTarget {
  static all: Voice[] = [];
  constructor(readonly url: string) {
    super();
    Voice.all.push(this);
  }
}
class Transform {
  constructor(readonly worker: Voice) {}
}
const turn = () => new Promise<void>((done) => setImmediate(done));
const sender = () => ({}) as RTCRtpSender & { transform?: Transform };

/** The browser knows these codecs. */
function knows(...codecs: string[]): void {
  Object.assign(globalThis, {
    Worker: Voice, RTCRtpScriptTransform: Transform, RTCRtpSender: { getCapabilities: () => ({ codecs: codecs.map((mimeType) => ({ mimeType })) }) },
    document: { querySelector: () => ({ dataset: { voice: '/assets/voice.js' } }) },
  });
}

test('a browser with RED needs no worker', () => {
  knows('audio/opus', 'audio/red');
  sendTwice(sender());
  assert.deepEqual(Voice.all, []);
});

test('the microphone goes through the one worker once that is ready', async () => {
  knows('audio/opus');
  const [first, second] = [sender(), sender()];
  sendTwice(first);
  sendTwice(second);
  await turn();
  assert.deepEqual([Voice.all.map(({ url }) => url), first.transform], [['/assets/voice.js'], undefined], 'sound goes on by itself until then');
  Voice.all[0]?.dispatchEvent(new MessageEvent('message', { data: 'ready' }));
  await turn();
  assert.deepEqual([first.transform?.worker, second.transform?.worker], [Voice.all[0], Voice.all[0]]);
});
