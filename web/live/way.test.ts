import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advise, only } from './way.ts';

test('the best open way decides, and distance alone is no fault', () => {
  assert.deepEqual(advise({ udp: 250, tcp: 260, relay: 270 }), { advice: 'video', way: 'udp', rttMs: 250 });
  assert.deepEqual(advise({ udp: null, tcp: 260, relay: 270 }), { advice: 'detour', way: 'tcp', rttMs: 260 });
  assert.deepEqual(advise({ udp: null, tcp: null, relay: 40 }), { advice: 'detour', way: 'relay', rttMs: 40 });
  assert.deepEqual(advise({ udp: 900 }), { advice: 'audio', way: 'udp', rttMs: 900 });
  assert.deepEqual(advise({ udp: null, tcp: null, relay: null }), { advice: 'blocked', way: '', rttMs: 0 });
  assert.deepEqual(advise({ udp: 0 }), { advice: 'video', way: 'udp', rttMs: 0 });
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
});
