// The ladder as a whole, against a clock that the test turns: how long a way that dies is missed, every delay in sum.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { Connection } from './connection.ts';
import type { Detour, Way } from './ladder.ts';
import { pack } from './sdpz.ts';
import type { ToServer } from './wire.gen.ts';

const rtt = 300;
const tick = 100;
/** Round trips until a way stands that begins with the answer: a check; TCP and a check; TCP, TLS, allocation, permission and a check. */
const trips: Record<Way, number> = { udp: 1, tcp: 2, relay: 6 };
const answerSDP = ['v=0', 'a=candidate:1 1 udp 1 192.0.2.1 443 typ host', 'a=candidate:2 1 tcp 1 192.0.2.1 443 typ host tcptype passive', ''].join('\r\n');

/** The network between the page and the server. */
const net = { now: 0, open: new Set<Way>(), barren: new Set<Way>(), slower: 1 };
let offers = 0;

/** The browser's part: ICE that tries all ways side by side and takes the best that stands. */
class Browser {
  static last: Browser;
  connectionState: RTCPeerConnectionState = 'new';
  signalingState = 'stable';
  localDescription: { sdp: string } | null = null;
  onicecandidate = null;
  onconnectionstatechange: (() => void) | null = null;
  chosen: Way | '' = '';
  private generation = 0;
  private heard = 0;
  private received = 0;
  private answers = 0;
  private heardAt = 0;
  private answeredAt = Infinity;
  private ways: readonly Way[] = [];
  constructor(private configuration: RTCConfiguration) {
    Browser.last = this;
  }
  addTransceiver() {
    return { sender: { replaceTrack: () => Promise.resolve() }, receiver: { track: {} }, setCodecPreferences: () => {} };
  }
  offers = 0;
  createOffer() {
    offers += 1;
    this.offers += 1;
    return Promise.resolve({ sdp: 'offer' });
  }
  setLocalDescription(offer: { sdp: string }) {
    this.localDescription = offer;
    this.signalingState = 'have-local-offer';
    return Promise.resolve();
  }
  setRemoteDescription({ sdp }: { sdp: string }) {
    this.signalingState = 'stable';
    this.answeredAt = net.now;
    this.generation += 1;
    const direct: Way[] = [...(sdp.includes(' udp ') ? ['udp' as const] : []), ...(sdp.includes(' tcp ') ? ['tcp' as const] : [])];
    this.ways = this.configuration.iceTransportPolicy === 'relay' ? ['relay'] : sdp.includes(' udp ') ? [...direct, 'relay'] : direct;
    return Promise.resolve();
  }
  restartIce(): void {
    this.answeredAt = Infinity;
  }
  getConfiguration() {
    return this.configuration;
  }
  setConfiguration(configuration: RTCConfiguration) {
    this.configuration = configuration;
  }
  getStats() {
    const id = `${this.chosen} ${this.generation}`;
    const entries = [
      { id: 'T', type: 'transport', selectedCandidatePairId: id },
      { id, type: 'candidate-pair', localCandidateId: 'L', bytesReceived: this.heard },
      { id: 'other', type: 'candidate-pair', responsesReceived: this.answers },
      { id: 'L', type: 'local-candidate', candidateType: this.chosen === 'relay' ? 'relay' : 'host', protocol: this.chosen },
      { id: 'a', type: 'inbound-rtp', mid: '4', packetsReceived: this.received },
    ];
    return Promise.resolve(new Map(entries.map((entry) => [entry.id, entry])));
  }
  close(): void {
    this.connectionState = 'closed';
  }
  passes(): void {
    const since = net.now - this.answeredAt;
    const stands = this.ways.filter((way) => net.open.has(way) && since >= trips[way] * rtt * net.slower);
    if (since > 0 && since < 30_000 && stands.length === 0 && this.ways.some((way) => net.open.has(way)) && net.now % 2000 === 0) this.answers += 1;
    if (stands[0]) {
      this.chosen = stands[0];
      // Worse ways are let go, better ones after a while.
      this.ways = since > 10_000 ? [stands[0]] : this.ways.slice(0, this.ways.indexOf(stands[0]) + 1);
    }
    const alive = this.chosen !== '' && net.open.has(this.chosen) && (since >= 0 ? stands.includes(this.chosen) : true);
    if (alive) {
      this.heardAt = net.now;
      this.heard += 1;
      if (!net.barren.has(this.chosen as Way)) this.received += 5;
      this.is('connected');
    } else if (this.connectionState === 'connected' && net.now - this.heardAt > 7000) this.is('disconnected');
  }
  private is(state: RTCPeerConnectionState): void {
    if (this.connectionState === state || this.connectionState === 'closed') return;
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
  get alive(): boolean {
    return net.now - this.heardAt < tick && this.chosen !== '' && !net.barren.has(this.chosen);
  }
}

const kept = new Map<string, string>();
Object.assign(globalThis, {
  RTCPeerConnection: Browser, RTCRtpReceiver: { getCapabilities: () => null }, MediaStream: class {}, window: new EventTarget(),
  localStorage: { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => kept.set(name, value), removeItem: (name: string) => kept.delete(name) },
  Audio: class {
    play(): Promise<void> {
      return Promise.resolve();
    }
    pause(): void {}
  },
});
if (!globalThis.navigator) Object.assign(globalThis, { navigator: {} });

const turn = () => new Promise<void>((done) => setImmediate(done));

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
  mock.method(performance, 'now', () => net.now);
  kept.clear();
  Object.assign(net, { now: 0, open: new Set<Way>(['udp', 'tcp', 'relay']), barren: new Set<Way>(), slower: 1 });
  offers = 0;
});

/** A call that is connected, of two, and the server's part of it. */
async function call() {
  const over = new AbortController();
  const due: { at: number; neg: number }[] = [];
  const detours: Detour[] = [];
  let told = 0;
  let fallen = false;
  const ice = [{ urls: 'turns:192.0.2.1:443' }];
  const connection = new Connection({
    tell: (message: ToServer) => {
      if (message.t !== 'offer') return;
      told = message.d.neg;
      due.push({ at: net.now + rtt, neg: message.d.neg });
    },
    slots: () => [], gains: () => null, expected: () => ['4'], sent: () => ['4'], onStats: () => {}, onLink: () => {}, onVerdict: () => {}, onFlowing: () => {},
    onDetour: (detour) => detours.push(detour), tryWay: (way) => Promise.resolve(net.open.has(way)), onNetwork: () => {},
    onFallen: () => (fallen = true), onCrossed: () => {}, onSoundBlocked: () => {}, signal: over.signal,
  });
  const pass = async (ms: number, until = () => false) => {
    for (let left = ms; left > 0 && !until(); left -= tick) {
      net.now += tick;
      mock.timers.tick(tick);
      Browser.last.passes();
      await turn();
      while (told < Browser.last.offers) await turn(); // an offer is being packed, which takes no time of this clock
      for (const { neg } of due.filter(({ at }) => at <= net.now)) {
        await connection.answered(neg, await pack(answerSDP));
        await turn();
      }
      due.splice(0, due.length, ...due.filter(({ at }) => at > net.now));
      if (fallen) {
        fallen = false;
        told = 0;
        connection.begin(ice);
      }
    }
    return net.now;
  };
  connection.begin(ice);
  await pass(10_000);
  return { connection, detours, pass, over };
}

/** How long nothing came after the network had changed, ms. */
async function away(pass: (ms: number, until?: () => boolean) => Promise<number>, change: () => void): Promise<number> {
  const since = net.now;
  change();
  await pass(60_000, () => net.now > since && Browser.last.alive);
  return net.now - since;
}

for (const [from, to, open] of [['udp', 'tcp', ['tcp', 'relay']], ['udp', 'relay', ['relay']], ['tcp', 'relay', ['relay']]] as const) {
  test(`35: ${from} is closed in mid-call, and media are back over ${to} within eight seconds`, async (t) => {
    let longest = 0;
    for (let phase = 0; phase < 1000; phase += 200) {
      net.open = new Set<Way>(from === 'udp' ? ['udp', 'tcp', 'relay'] : ['tcp', 'relay']);
      const { detours, pass, over } = await call();
      assert.equal(Browser.last.chosen, from);
      await pass(phase);
      const gone = await away(pass, () => (net.open = new Set<Way>(open)));
      longest = Math.max(longest, gone);
      await pass(4000);
      assert.equal(Browser.last.chosen, to);
      assert.deepEqual([detours.at(-1)?.way, detours.at(-1)?.cause], [to, 'lost']);
      over.abort();
      kept.clear();
    }
    t.diagnostic(`at ${rtt} ms round trip: ${longest} ms`);
    assert.ok(longest <= 8000, `${longest} ms`);
  });
}

test('35: what was learned is remembered, and where it is wrong by now the call is up within ten seconds all the same', async () => {
  kept.set('etrade.detour', JSON.stringify({ way: 'tcp', cause: 'lost', at: Date.now() }));
  const { pass, over } = await call();
  assert.equal(Browser.last.chosen, 'tcp', 'UDP is open, and not trusted');
  over.abort();
  kept.set('etrade.detour', JSON.stringify({ way: 'tcp', cause: 'lost', at: Date.now() }));
  net.open = new Set(['relay']);
  const next = await call();
  assert.equal(Browser.last.chosen, 'relay');
  assert.ok(Browser.last.alive, 'ten seconds after the page was opened');
  next.over.abort();
  await pass(0);
});

test('35: on a machine that is twenty times slower the same way is taken, only later', async () => {
  const { pass, over } = await call();
  net.slower = 20;
  const gone = await away(pass, () => (net.open = new Set<Way>(['tcp'])));
  assert.ok(gone > 12_000, `${gone} ms: it was slow`);
  assert.equal(offers, 2, 'one restart, which was never broken off');
  assert.equal(Browser.last.chosen, 'tcp');
  over.abort();
});

test('a way that answers checks and carries nothing is left', async () => {
  const { pass, over } = await call();
  const gone = await away(pass, () => net.barren.add('udp'));
  assert.equal(Browser.last.chosen, 'tcp');
  assert.ok(gone < 20_000, `${gone} ms`);
  over.abort();
});

test('39: the socket is lost and found, and the way is not: media are back within three seconds', async () => {
  const { connection, pass, over } = await call();
  const gone = await away(pass, () => {
    net.open = new Set<Way>(['tcp', 'relay']);
    assert.equal(connection.goOn([]), true);
  });
  assert.ok(gone <= 3000, `${gone} ms`);
  over.abort();
});

test('39: a change of network that the browser tells of is no reason to wait', async () => {
  const { pass, over } = await call();
  const gone = await away(pass, () => {
    net.open = new Set<Way>(['tcp', 'relay']);
    window.dispatchEvent(new Event('online'));
  });
  assert.ok(gone <= 1500, `${gone} ms`);
  over.abort();
});

test('a call on the relay goes up to TCP when that is open, and stays off the way that was lost', async () => {
  const { pass, over } = await call();
  await away(pass, () => (net.open = new Set<Way>(['relay'])));
  assert.equal(Browser.last.chosen, 'relay');
  await pass(15_000);
  net.open = new Set<Way>(['udp', 'tcp', 'relay']);
  await pass(60_000);
  assert.equal(Browser.last.chosen, 'tcp');
  over.abort();
});
