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
    return Promise.resolve();
  }
  restartIce(): void {
    this.restarts += 1;
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

function start() {
  const links: Link[] = [];
  const offers: number[] = [];
  const peer = new Peer([], { offer: (neg) => offers.push(neg), candidate: () => {}, link: (link) => links.push(link) });
  return { peer, pc: Connection.last, links, offers };
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

test('a restart of a path that stands all the time is over, however often', async () => {
  const { peer, pc, links } = start();
  peer.offer();
  pc.is('connected');
  for (let i = 0; i < 5; i++) {
    peer.restart();
    await turn();
    assert.equal(links.at(-1), 'weak');
    mock.timers.tick(6000);
    assert.equal(links.at(-1), 'up');
  }
  assert.equal(pc.restarts, 5);
});

test('an offer that nobody answers is made again, and then given up', async () => {
  const { peer, links, offers } = start();
  peer.offer();
  for (let i = 0; i < 4; i++) {
    await turn();
    mock.timers.tick(6000);
  }
  assert.deepEqual(offers, [1, 2, 3]);
  assert.equal(links.at(-1), 'down');
});

test('a connection that was closed says nothing more', async () => {
  const { peer, links, offers } = start();
  peer.offer();
  peer.close();
  await turn();
  mock.timers.tick(60_000);
  assert.deepEqual([links, offers], [[], []]);
});
