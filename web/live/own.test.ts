import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Media } from './media.ts';
import { OwnMedia, nothingOwn, refusals, type OwnView } from './own.ts';
import { Publisher } from './publisher.ts';

const turn = () => new Promise<void>((done) => setImmediate(done));

/** A browser whose person answers its question when the test says so. */
class Browser extends EventTarget {
  readonly lit: string[] = [];
  private readonly questions: (() => void)[] = [];

  getUserMedia(wanted: MediaStreamConstraints): Promise<MediaStream> {
    const name = wanted.audio ? 'mic' : 'camera';
    return new Promise((done) => {
      this.questions.push(() => {
        this.lit.push(name);
        const stop = () => this.lit.splice(this.lit.indexOf(name), 1);
        done({ getTracks: () => [{ stop, getSettings: () => ({}) }] } as unknown as MediaStream);
      });
    });
  }

  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return Promise.resolve([]);
  }

  async allow(): Promise<void> {
    for (const answer of this.questions.splice(0)) answer();
    await turn();
  }
}

function start() {
  const browser = new Browser();
  const sent: Record<string, boolean> = {};
  const publisher = new Publisher({
    tell: () => Promise.resolve(),
    attach: (source, track) => {
      sent[source] = track !== null;
      return Promise.resolve();
    },
  });
  const media = new Media(browser as unknown as MediaDevices);
  const seen: { view: OwnView } = { view: nothingOwn };
  const own = new OwnMedia(media, publisher, { onChange: (view) => (seen.view = view), mutedByHost: () => false, onHostMuted: () => {} });
  return { browser, media, own, publisher, sent, seen };
}

test('in a seat that another page has left, what was off there is off here', async () => {
  const { browser, own, publisher, sent, seen } = start();
  void own.setMic(true);
  void own.setCamera(true);
  await browser.allow();
  assert.deepEqual(browser.lit, ['mic', 'camera']);

  const held = [{ source: 'mic', muted: true }] as const;
  void own.adopt(held);
  publisher.begin(held, true);
  await turn();
  assert.deepEqual(seen.view.mic, { on: true, muted: true });
  assert.equal(seen.view.camera, false);
  assert.deepEqual(browser.lit, ['mic']);
  assert.notEqual(sent['mic'], true);
  assert.notEqual(sent['camera'], true);
});

test('and what was on there comes on here', async () => {
  const { browser, own, publisher, sent, seen } = start();
  const held = [{ source: 'mic', muted: false }, { source: 'camera', muted: false }] as const;
  void own.adopt(held);
  publisher.begin(held, true);
  await browser.allow();
  await browser.allow();
  await turn();
  assert.deepEqual(seen.view.mic, { on: true, muted: false });
  assert.equal(seen.view.camera, true);
  assert.deepEqual(sent, { mic: true, camera: true });
});

test('a microphone that the browser still asks for when the seat is found muted stays muted', async () => {
  const { browser, own, publisher, sent, seen } = start();
  void own.setMic(true);
  void own.adopt([]);
  publisher.begin([], true);
  await browser.allow();
  await turn();
  assert.deepEqual(seen.view.mic, { on: true, muted: true });
  assert.notEqual(sent['mic'], true);
});

test('a camera that is allowed after it was turned off, or after the room was left, does not light up', async () => {
  const { browser, media, own, seen } = start();
  void own.setCamera(true);
  void own.setCamera(false);
  await browser.allow();
  assert.equal(seen.view.camera, false);
  assert.deepEqual(browser.lit, []);

  void own.setCamera(true);
  media.close();
  await browser.allow();
  assert.equal(seen.view.camera, false);
  assert.deepEqual(browser.lit, []);
});

test('devices that could not be had for one reason are told in one sentence', () => {
  assert.deepEqual(refusals({ mic: 'denied', camera: 'denied', screen: 'busy' }), [
    { reason: 'denied', sources: ['mic', 'camera'] },
    { reason: 'busy', sources: ['screen'] },
  ]);
  assert.deepEqual(refusals({}), []);
});

test('who has read why a device is missing is not told for the rest of the call', async () => {
  const { own, media, seen } = start();
  media.close();
  Object.assign(media, { devices: { getUserMedia: () => Promise.reject(new DOMException('none', 'NotFoundError')) } });
  await own.setCamera(true);
  const [missing] = refusals(seen.view.refused);
  assert.deepEqual(missing, { reason: 'missing', sources: ['camera'] });
  if (missing) own.heed(missing);
  assert.deepEqual(seen.view.refused, {});
});
