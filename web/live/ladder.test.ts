import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepDetour, keptDetour, Ladder, only, type Detour } from './ladder.ts';

const minute = 60_000;

test('a way that is closed from the start is told as blocked, one that ends as lost', () => {
  const ladder = new Ladder(null, () => 1);
  assert.equal(ladder.stands('tcp'), true);
  assert.deepEqual(ladder.detour, { way: 'tcp', cause: 'blocked', at: 1 });
  assert.equal(ladder.stands('tcp'), false, 'the same is told once');
  assert.equal(ladder.stands('udp'), true);
  assert.deepEqual([ladder.detour], [null]);
  assert.equal(ladder.stands('tcp'), true);
  assert.deepEqual(ladder.detour, { way: 'tcp', cause: 'lost', at: 1 });
  assert.equal(ladder.stands('relay'), true);
  assert.equal(ladder.detour?.cause, 'lost');
});

test('connections that fail go down the ladder, and from its end to the top', () => {
  const ladder = new Ladder(null);
  const seen = [ladder.from];
  for (let i = 0; i < 3; i++) {
    ladder.fell();
    seen.push(ladder.from);
  }
  assert.deepEqual(seen, ['udp', 'tcp', 'relay', 'udp']);
});

test('a way that was lost is not tried for half an hour, unless the network is another one', () => {
  const lost: Detour = { way: 'tcp', cause: 'lost', at: 0 };
  assert.equal(new Ladder(lost, () => 29 * minute).from, 'tcp');
  assert.equal(new Ladder(lost, () => 31 * minute).from, 'udp');
  assert.equal(new Ladder({ ...lost, cause: 'blocked' }, () => 0).from, 'udp', 'ICE sees by itself what is closed');
  const ladder = new Ladder(lost, () => 0);
  ladder.moved();
  assert.equal(ladder.from, 'udp');
  ladder.stands('tcp');
  assert.equal(ladder.detour?.cause, 'lost', 'the same way for the old reason');
});

test('a better way is worth a try unless it was lost a while ago', () => {
  let now = 0;
  const ladder = new Ladder(null, () => now);
  ladder.stands('relay');
  assert.deepEqual(ladder.better, ['udp', 'tcp'], 'closed from the start');
  ladder.stands('udp');
  assert.deepEqual(ladder.better, []);
  ladder.stands('relay');
  assert.deepEqual(ladder.better, ['tcp'], 'UDP was lost, and TCP has not had its chance');
  ladder.climb('tcp');
  assert.equal(ladder.from, 'tcp');
  ladder.stands('tcp');
  ladder.stands('relay');
  assert.deepEqual(ladder.better, []);
  now = 31 * minute;
  assert.deepEqual(ladder.better, ['udp', 'tcp']);
  const next = new Ladder({ way: 'tcp', cause: 'lost', at: now }, () => now);
  next.stands('tcp');
  assert.deepEqual(next.better, [], 'as the call before has learned');
});

test('once a way has stood and broken, the browser may try all of them side by side', () => {
  const ladder = new Ladder({ way: 'relay', cause: 'lost', at: 0 }, () => 0);
  assert.equal(ladder.from, 'relay');
  ladder.broke();
  assert.equal(ladder.from, 'udp');
});

test('an answer keeps the candidates of one way and everything else', () => {
  const sdp = [
    'v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=candidate:1 1 udp 2130706431 192.0.2.1 8443 typ host',
    'a=candidate:2 1 tcp 1671430143 192.0.2.1 443 typ host tcptype passive', 'a=end-of-candidates', '',
  ].join('\r\n');
  assert.ok(!only('tcp', sdp).includes(' udp '));
  assert.ok(only('tcp', sdp).includes('tcptype passive'));
  assert.ok(!only('udp', sdp).includes('tcptype'));
  assert.equal(only('relay', sdp), only('udp', sdp));
  assert.ok(only('udp', sdp).endsWith('a=end-of-candidates\r\n'));
  const ladder = new Ladder(null);
  assert.equal(ladder.allowed(sdp), sdp);
  ladder.fell();
  assert.equal(ladder.allowed(sdp), only('tcp', sdp));
  ladder.fell();
  assert.equal(ladder.allowed(sdp), sdp, 'the relay reaches the UDP candidate');
});

test('what was learned outlives the page, and nothing else is taken for it', () => {
  const held = new Map<string, string>();
  const storage = { getItem: (name: string) => held.get(name) ?? null, setItem: (name: string, value: string) => void held.set(name, value), removeItem: (name: string) => void held.delete(name) };
  const detour: Detour = { way: 'relay', cause: 'blocked', at: 5 };
  keepDetour(storage, detour);
  assert.deepEqual(keptDetour(storage), detour);
  for (const wrong of ['', '{', '1', '{"way":"udp","cause":"lost","at":1}', '{"way":"tcp","cause":"lost"}']) {
    held.set('etrade.detour', wrong);
    assert.equal(keptDetour(storage), null, wrong);
  }
  keepDetour(storage, null);
  assert.equal(held.size, 0);
  const broken = () => {
    throw new Error('switched off');
  };
  assert.equal(keptDetour({ getItem: broken }), null);
  assert.doesNotThrow(() => keepDetour({ setItem: broken, removeItem: broken }, detour));
});
