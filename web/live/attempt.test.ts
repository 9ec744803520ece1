import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Attempt } from './attempt.ts';

const nothing = { pair: 'udp', heard: 10, answers: 2 };

/** Judges the same again and again, and tells how many looks it took until it was over. */
function looksUntilOver(attempt: Attempt, state: RTCPeerConnectionState, most = 100): number {
  for (let looks = 1; looks <= most; looks++) if (attempt.judge(state, nothing) === 'over') return looks;
  return Infinity;
}

test('an attempt that gets nowhere is over after six seconds, and sooner when the browser gives up', () => {
  assert.equal(looksUntilOver(new Attempt(), 'connecting'), 13);
  const failed = new Attempt();
  failed.answered = true;
  assert.equal(looksUntilOver(failed, 'failed'), 4);
  assert.equal(looksUntilOver(new Attempt(), 'failed'), 13, 'before the answer it is the connection before that failed');
});

test('an attempt that gets somewhere goes on, for half a minute at most', () => {
  const attempt = new Attempt();
  attempt.answered = true;
  let looks = 1;
  for (; attempt.judge('connecting', { ...nothing, answers: looks >> 3 }) === 'goes on'; looks++);
  assert.equal(looks, 60);
});

test('a way that has died is no way that stands, whatever the browser calls it', () => {
  const attempt = new Attempt();
  assert.equal(attempt.judge('connected', nothing), 'goes on');
  assert.equal(attempt.judge('connected', { ...nothing, heard: 11 }), 'goes on', 'heard before the answer');
  attempt.answered = true;
  for (let looks = 0; looks < 5; looks++) assert.equal(attempt.judge('connected', { ...nothing, heard: 11 }), 'goes on');
  assert.equal(attempt.judge('connected', { pair: 'tcp', heard: 0, answers: 3 }), 'stands');
});

test('a way that stood all the time stands as soon as something is heard on it', () => {
  const attempt = new Attempt();
  attempt.answered = true;
  assert.equal(attempt.judge('connected', nothing), 'goes on');
  assert.equal(attempt.judge('connected', { ...nothing, heard: 11 }), 'stands');
});
