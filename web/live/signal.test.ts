import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { Retry } from './retry.ts';
import { Refused, Signal, type SignalStatus, type Socket } from './signal.ts';
import type { FrameToClient, FrameToServer, HelloOK } from './wire.gen.ts';

/** The network's end of a socket: what was sent is kept, what arrives is spoken by the test. */
class Wire implements Socket {
  readonly sent: FrameToServer[] = [];
  private readonly hears = new Map<string, (event: { data: string; code: number }) => void>();
  constructor(readonly url: string) {
    queueMicrotask(() => this.hears.get('open')?.({ data: '', code: 0 }));
  }
  addEventListener(type: string, on: (event: { data: string; code: number }) => void): void {
    this.hears.set(type, on);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as FrameToServer);
  }
  close(): void {}
  says(frame: Partial<FrameToClient>): void {
    this.hears.get('message')?.({ data: JSON.stringify({ v: 1, ...frame }), code: 0 });
  }
  breaks(code: number): void {
    this.hears.get('close')?.({ data: '', code });
  }
  last(t: FrameToServer['t']): FrameToServer {
    const found = this.sent.findLast((frame) => frame.t === t);
    assert.ok(found, `no ${t} among ${this.sent.map((frame) => frame.t).join()}`);
    return found;
  }
}

const turn = () => new Promise<void>((done) => setImmediate(done));

function start(options: { pass?: () => Promise<{ ticket: string; socket: string }> } = {}) {
  const wires: Wire[] = [];
  const statuses: SignalStatus[] = [];
  let tickets = 0;
  const signal = new Signal({
    pass: options.pass ?? (() => Promise.resolve({ ticket: `ticket-${++tickets}`, socket: 'wss://node/live/ws' })),
    onMessage: () => {},
    onStatus: (status) => statuses.push(status),
    lastChat: () => 7,
    home: 'wss://any/live/ws',
    retry: new Retry({ random: () => 1 }),
    open: (url) => {
      const wire = new Wire(url);
      wires.push(wire);
      return wire;
    },
  });
  const now = () => wires[wires.length - 1] ?? assert.fail('no socket was opened');
  const welcome = (more: Partial<HelloOK> = {}) =>
    now().says({
      t: 'hello.ok', re: now().last('hello').id ?? '', d: {
        sid: 'sid', resume: `token-${wires.length}`, pid: 'me', gen: 1, role: 'guest', side: 'buyer', standing: 'in',
        resumed: false, newMedia: true, ice: [], features: [], serverTime: 0, ...more,
      },
    });
  const refuse = (code: 'ticket_invalid' | 'session_unknown' | 'already_here' | 'banned', close: number) => {
    now().says({ t: 'error', re: now().last('hello').id ?? '', d: { code } });
    now().breaks(close);
  };
  return { signal, wires, statuses, now, welcome, refuse, is: () => statuses.at(-1)?.is };
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
});

test('the ticket is the first message and never in the address', async () => {
  const { signal, now, welcome, is } = start();
  signal.connect();
  await turn();
  assert.deepEqual(now().last('hello').d, { ticket: 'ticket-1', lastChat: 7 });
  assert.equal(now().url, 'wss://node/live/ws');
  welcome();
  assert.equal(is(), 'open');
});

test('a lost socket resumes with the newest token after a wait', async () => {
  const { signal, wires, now, welcome, is } = start();
  signal.connect();
  await turn();
  welcome();
  now().breaks(1006);
  assert.equal(is(), 'lost');
  mock.timers.tick(499);
  await turn();
  assert.equal(wires.length, 1);
  mock.timers.tick(1);
  await turn();
  assert.deepEqual(now().last('hello').d, { resume: { sid: 'sid', token: 'token-1' }, lastChat: 7 });
  welcome({ resumed: true });
  now().breaks(4503);
  mock.timers.tick(500);
  await turn();
  assert.deepEqual(now().last('hello').d, { resume: { sid: 'sid', token: 'token-2' }, lastChat: 7 });
});

test('a session whose node does not come back goes on at any other', async () => {
  const { signal, now, welcome } = start();
  signal.connect();
  await turn();
  welcome();
  now().breaks(1006);
  for (const url of ['wss://node/live/ws', 'wss://any/live/ws', 'wss://any/live/ws']) {
    mock.timers.tick(30_000);
    await turn();
    assert.equal(now().url, url);
    assert.deepEqual(now().last('hello').d, { resume: { sid: 'sid', token: 'token-1' }, lastChat: 7 });
    now().breaks(1006);
  }
});

test('a spent session comes back by a fresh ticket at once', async () => {
  const { signal, wires, now, welcome, refuse, is } = start();
  signal.connect();
  await turn();
  welcome();
  now().breaks(1012);
  mock.timers.tick(500);
  await turn();
  refuse('session_unknown', 4401);
  await turn();
  assert.equal(wires.length, 3);
  assert.deepEqual(now().last('hello').d, { ticket: 'ticket-2', lastChat: 7 });
  refuse('ticket_invalid', 4401);
  await turn();
  assert.equal(wires.length, 3, 'the second refusal in a row waits');
  assert.equal(is(), 'lost');
});

test('codes that say stay away are obeyed', async () => {
  for (const code of [4403, 4404, 4409, 4410, 1008]) {
    const { signal, wires, now, welcome, statuses } = start();
    signal.connect();
    await turn();
    welcome();
    now().breaks(code);
    mock.timers.tick(60_000);
    await turn();
    assert.deepEqual(statuses.at(-1), { is: 'closed', code: String(code) });
    assert.equal(wires.length, 1);
  }
});

test('another tab is asked about, and taken over on request only', async () => {
  const { signal, wires, now, refuse, is } = start();
  signal.connect();
  await turn();
  refuse('already_here', 4409);
  mock.timers.tick(60_000);
  await turn();
  assert.equal(is(), 'elsewhere');
  assert.equal(wires.length, 1);
  signal.connect({ takeover: true });
  await turn();
  assert.deepEqual(now().last('hello').d, { ticket: 'ticket-2', takeover: true, lastChat: 7 });
});

test('what was not answered is asked again in the same session, with the same id', async () => {
  const { signal, now, welcome } = start();
  signal.connect();
  await turn();
  welcome();
  let done = false;
  void signal.request({ t: 'hand', d: { up: true } }).then(() => (done = true));
  const asked = now().last('hand');
  now().breaks(1006);
  mock.timers.tick(500);
  await turn();
  welcome({ resumed: true });
  assert.deepEqual(now().last('hand'), asked);
  now().says({ t: 'ok', re: asked.id ?? '', d: {} });
  await turn();
  assert.ok(done);
});

test('what was not answered is lost with its session', async () => {
  const { signal, now, welcome } = start();
  signal.connect();
  await turn();
  welcome();
  const asked = signal.request({ t: 'hand', d: { up: true } });
  now().breaks(1006);
  mock.timers.tick(500);
  await turn();
  welcome({ resumed: false });
  await assert.rejects(asked, (error) => error instanceof Refused && error.code === 'lost');
  assert.ok(!now().sent.some((frame) => frame.t === 'hand'));
});

test('events are acked, and silence is a lost socket', async () => {
  const { signal, now, welcome, is } = start();
  signal.connect();
  await turn();
  welcome();
  now().says({ t: 'speaker', d: { pid: '' } });
  now().says({ t: 'timer', seq: 4, d: { startsAt: 0, endsAt: 1, graceUntil: 2, serverTime: 0 } });
  mock.timers.tick(2000);
  assert.deepEqual(now().last('ack').d, { n: 4 });
  assert.equal(now().sent.filter((frame) => frame.t === 'ping').length, 2);
  mock.timers.tick(6000);
  assert.equal(is(), 'lost');
});

test('a change of network comes back without waiting', async () => {
  const { signal, wires, now, welcome } = start();
  signal.connect();
  await turn();
  welcome();
  now().breaks(1006);
  signal.networkChanged();
  await turn();
  assert.equal(wires.length, 2);
});

test('a change of network finds a dead socket within 4 s', async () => {
  const { signal, now, welcome, is } = start();
  signal.connect();
  await turn();
  welcome();
  mock.timers.tick(100);
  signal.networkChanged();
  mock.timers.tick(4000);
  assert.equal(is(), 'lost');
  now().says({ t: 'pong', d: { t: 0, serverTime: 0 } });
  assert.equal(is(), 'lost', 'a socket that was given up says nothing any more');
});

test('the portal that is away is asked again, the seat that is gone is not', async () => {
  let answer: () => Promise<never> = () => Promise.reject(new TypeError('failed to fetch'));
  const { signal, is, wires } = start({ pass: () => answer() });
  signal.connect();
  await turn();
  assert.equal(is(), 'lost');
  answer = () => Promise.reject(new Refused('seat'));
  mock.timers.tick(500);
  await turn();
  assert.equal(is(), 'closed');
  assert.equal(wires.length, 0);
});

test('media beyond mending are asked for anew in the same session', async () => {
  const { signal, wires, now, welcome } = start();
  signal.connect();
  await turn();
  welcome();
  signal.renewMedia();
  await turn();
  assert.equal(wires.length, 2);
  assert.deepEqual(now().last('hello').d, { resume: { sid: 'sid', token: 'token-1' }, newMedia: true, lastChat: 7 });
  welcome({ resumed: true });
  now().breaks(1006);
  mock.timers.tick(500);
  await turn();
  assert.deepEqual(now().last('hello').d, { resume: { sid: 'sid', token: 'token-2' }, lastChat: 7 });
});

test('a reloaded page uses no id of the page before it', async () => {
  const ids = [];
  for (let load = 0; load < 2; load++) {
    const { signal, now, welcome } = start();
    signal.connect(load ? { session: { resume: { sid: 'sid', token: 'token' }, url: 'wss://node/live/ws' } } : {});
    await turn();
    welcome({ resumed: load > 0 });
    void signal.request({ t: 'hand', d: { up: true } });
    ids.push(now().last('hello').id, now().last('hand').id);
  }
  assert.equal(new Set(ids).size, 4);
  for (const id of ids) assert.match(id ?? '', /^[A-Za-z0-9_-]{1,32}$/);
});

test('a hello that nobody answers is tried again', async () => {
  const { signal, wires, now, welcome, is } = start();
  signal.connect();
  await turn();
  welcome();
  now().breaks(1006);
  mock.timers.tick(500);
  await turn();
  assert.equal(wires.length, 2);
  mock.timers.tick(8000);
  assert.equal(is(), 'lost');
  mock.timers.tick(1000);
  await turn();
  assert.equal(wires.length, 3);
  welcome({ resumed: true });
  mock.timers.tick(1000);
  assert.equal(is(), 'open');
});

test('an offer of a connection that is gone is not made again', async () => {
  const { signal, now, welcome } = start();
  signal.connect();
  await turn();
  welcome();
  const old = signal.request({ t: 'offer', d: { neg: 3, sdpz: 'AA' } });
  void signal.request({ t: 'hand', d: { up: true } });
  now().breaks(1006);
  mock.timers.tick(500);
  await turn();
  welcome({ resumed: true, newMedia: true });
  await assert.rejects(old, (error: Refused) => error.code === 'lost');
  assert.ok(!now().sent.some((frame) => frame.t === 'offer'));
  now().last('hand');
});

test('who was too fast waits as long as the server asks', async () => {
  const { signal, wires, now, welcome } = start();
  signal.connect();
  await turn();
  welcome();
  now().says({ t: 'error', d: { code: 'rate', retryAfterMs: 5000 } });
  now().breaks(4429);
  mock.timers.tick(4900);
  await turn();
  assert.equal(wires.length, 1);
  mock.timers.tick(200);
  await turn();
  assert.equal(wires.length, 2);
});

test('only the newest offer is made again after a cut', async () => {
  const { signal, now, welcome } = start();
  signal.connect();
  await turn();
  welcome();
  now().breaks(1006);
  const first = signal.request({ t: 'offer', d: { neg: 3, sdpz: 'AA' } });
  void signal.request({ t: 'offer', d: { neg: 4, sdpz: 'BB' } });
  await assert.rejects(first);
  mock.timers.tick(500);
  await turn();
  welcome({ resumed: true, newMedia: false });
  assert.deepEqual(now().sent.filter((frame) => frame.t === 'offer').map((frame) => frame.d), [{ neg: 4, sdpz: 'BB' }]);
});
