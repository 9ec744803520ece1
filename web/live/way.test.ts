import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advise } from './way.ts';

test('the best open way decides, and distance alone is no fault', () => {
  assert.deepEqual(advise({ udp: 250, tcp: 260, relay: 270 }), { advice: 'video', way: 'udp', rttMs: 250 });
  assert.deepEqual(advise({ udp: null, tcp: 260, relay: 270 }), { advice: 'detour', way: 'tcp', rttMs: 260 });
  assert.deepEqual(advise({ udp: null, tcp: null, relay: 40 }), { advice: 'detour', way: 'relay', rttMs: 40 });
  assert.deepEqual(advise({ udp: 900 }), { advice: 'audio', way: 'udp', rttMs: 900 });
  assert.deepEqual(advise({ udp: null, tcp: null, relay: null }), { advice: 'blocked', way: '', rttMs: 0 });
  assert.deepEqual(advise({ udp: 0 }), { advice: 'video', way: 'udp', rttMs: 0 });
});
