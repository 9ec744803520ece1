import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { Peer, type Link } from './peer.ts';

/** The browser's part: it makes offers and is in the state that the test says. */
class Connection {
  static last: Connection;
  connectionState: RTCPeerConnectionState = 'new';
  signalingState = 'stable';
  localDescription: { sdp: string } | null = null;
  onicecandidate = null;
  onconnectionstatechange: (() => void) | null = null;
  restarts = 0;
  policy = '';
  /** What the statistics say of the chosen path. */
  pair = { id: 'udp', heard: 0 };
  constructor() {
    Connection.last = this;
  }
  addTransceiver() {
    return { sender: { replaceTrack: () => Promise.resolve() }, receiver: { track: {} }, setCodecPreferences: () => {} };
  }
  createOffer() {
    return Promise.resolve({ sdp: 'offer' });
  }
  setLocalDescription(offer: { sdp: string }) {
    this.localDescription = offer;
    this.signalingState = 'have-local-offer';
    return Promise.resolve();
  }
  restartIce(): void {
    this.restarts += 1;
  }
  getConfiguration() {
    return {};
  }
  setConfiguration({ iceTransportPolicy }: { iceTransportPolicy: string }) {
    this.policy = iceTransportPolicy;
  }
  setRemoteDescription(): Promise<void> {
    this.signalingState = 'stable';
    return Promise.resolve();
  }
  getStats() {
    const { id, heard } = this.pair;
    return Promise.resolve(new Map([['T', { id: 'T', type: 'transport', selectedCandidatePairId: id }], [id, { id, type: 'candidate-pair', bytesReceived: heard }]]));
  }
  close(): void {}
  is(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}
Object.assign(globalThis, {
  RTCPeerConnection: Connection, RTCRtpReceiver: { getCapabilities: () => null }, MediaStream: class {},
});

const turn = () => new Promise<void>((done) => setImmediate(done));

/** Seconds pass; the page looks every half of one. */
async function pass(seconds: number): Promise<void> {
  await turn();
  for (let i = 0; i < 2 * seconds; i++) {
    mock.timers.tick(500);
    await turn();
  }
}

function start(attempts?: number) {
  const links: Link[] = [];
  const offers: number[] = [];
  const peer = new Peer([], { offer: (neg) => offers.push(neg), candidate: () => {}, link: (link) => links.push(link) }, 'all', attempts);
  return { peer, pc: Connection.last, links, offers };
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

test('a restart of a path that stands all the time is over as soon as something is heard, however often', async () => {
  const { peer, pc, links, offers } = start();
  peer.offer();
  await turn();
  pc.is('connected');
  for (let i = 0; i < 5; i++) {
    peer.restart();
    await turn();
    assert.equal(links.at(-1), 'weak');
    peer.answer(offers.at(-1) ?? 0, 'answer');
    await pass(1);
    assert.equal(links.at(-1), 'weak');
    pc.pair.heard += 100;
    await pass(1);
    assert.equal(links.at(-1), 'up');
  }
  assert.equal(pc.restarts, 5);
});

test('an offer that nobody answers is made again, and then given up', async () => {
  const { peer, links, offers } = start();
  peer.offer();
  await pass(25);
  assert.deepEqual(offers, [1, 2]);
  assert.equal(links.at(-1), 'down');
  assert.equal(peer.answered, false, 'which is not the fault of any way');
});

test('a restart is not begun anew because the browser notices that the way before is gone', async () => {
  const { peer, pc, links, offers } = start();
  peer.offer();
  await turn();
  pc.is('connected');
  peer.mend();
  await turn();
  peer.answer(2, 'answer');
  for (const state of ['disconnected', 'connecting', 'failed', 'connecting'] as const) {
    await pass(1);
    pc.is(state);
    peer.mend();
  }
  assert.deepEqual(offers, [1, 2], 'the attempt goes on');
  pc.pair.id = 'tcp';
  pc.is('connected');
  assert.equal(links.at(-1), 'up');
  assert.equal(links.includes('connecting'), false, 'to the person it is the same call');
});

test('a connection that the browser calls disconnected is mended after a moment', async () => {
  const { peer, pc, offers } = start();
  peer.offer();
  await turn();
  pc.is('connected');
  pc.is('disconnected');
  await pass(1);
  assert.deepEqual(offers, [1]);
  await pass(1);
  assert.deepEqual(offers, [1, 2]);
  assert.equal(pc.policy, 'all', 'by whichever way');
});

test('what the browser calls disconnected is left alone while anything comes by it', async () => {
  const { peer, pc, offers } = start();
  peer.offer();
  await turn();
  pc.is('connected');
  pc.is('disconnected');
  for (let i = 0; i < 10; i++) {
    pc.pair.heard += 1000;
    await pass(1);
  }
  assert.deepEqual(offers, [1], 'ICE misses its own checks alone');
  await pass(4);
  assert.deepEqual(offers, [1, 2], 'and then nothing came');
});

test('who may make one attempt is down after it', async () => {
  const { peer, links } = start(1);
  peer.offer();
  await turn();
  peer.answer(1, 'answer');
  await pass(10);
  assert.equal(links.at(-1), 'down');
  assert.equal(peer.answered, true);
});

test('a connection that was closed says nothing more', async () => {
  const { peer, links, offers } = start();
  peer.offer();
  peer.close();
  await turn();
  mock.timers.tick(60_000);
  assert.deepEqual([links, offers], [[], []]);
});
