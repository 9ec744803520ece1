import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Mixer } from './mixer.ts';

/** A browser's audio as far as the mixer asks for it. */
class Gain {
  at: [string, number, number][] = [];
  readonly gain = {
    value: 1,
    cancelScheduledValues: () => (this.at = []),
    setValueAtTime: (value: number, time: number) => this.at.push(['from', value, time]),
    linearRampToValueAtTime: (value: number, time: number) => this.at.push(['to', value, time]),
  };
  connect<T>(to: T): T {
    return to;
  }
}

class Context {
  static last: Context;
  static first: 'suspended' | 'running' = 'suspended';
  static allowed = false;
  state = Context.first as string;
  currentTime = 2;
  destination = {};
  onstatechange: (() => void) | null = null;
  readonly gains: Gain[] = [];
  constructor() {
    Context.last = this;
  }
  createMediaStreamSource() {
    return { connect: (gain: Gain) => (this.gains.push(gain), gain) };
  }
  resume(): Promise<void> {
    if (!Context.allowed) return Promise.reject(new Error('NotAllowedError'));
    this.is('running');
    return Promise.resolve();
  }
  close(): Promise<void> {
    this.is('closed');
    return Promise.resolve();
  }
  is(state: string): void {
    this.state = state;
    this.onstatechange?.();
  }
}

class Stream {}
const kept = { AudioContext: globalThis.AudioContext, GainNode: globalThis.GainNode, MediaStream: globalThis.MediaStream };

beforeEach(() => {
  Object.assign(globalThis, { AudioContext: Context, GainNode: Gain, MediaStream: Stream });
  Object.assign(Context, { first: 'suspended', allowed: false });
});
afterEach(() => Object.assign(globalThis, kept));

function elements(): Map<string, HTMLAudioElement> {
  return new Map(['4', '5'].map((mid) => [mid, { muted: false, srcObject: new Stream() } as unknown as HTMLAudioElement]));
}
const muted = (lines: ReadonlyMap<string, HTMLAudioElement>) => [...lines.values()].map((line) => line.muted);

test('where the context does not run the elements are heard', () => {
  const lines = elements();
  new Mixer(lines).mix(new Map([['4', 0.15]]));
  assert.deepEqual(muted(lines), [false, false]);
});

test('a context that runs, from the start or by a tap, silences the elements, and one that stops gives them back', () => {
  const lines = elements();
  const mixer = new Mixer(lines);
  Context.allowed = true;
  mixer.resume();
  assert.deepEqual(muted(lines), [true, true]);
  Context.last.is('interrupted'); // a phone call on iOS
  assert.deepEqual(muted(lines), [false, false]);
  Context.last.is('running');
  assert.deepEqual(muted(lines), [true, true]);
  mixer.close();
  assert.deepEqual(muted(lines), [false, false]);
  assert.equal(Context.last.state, 'closed');
  Context.first = 'running';
  new Mixer(lines);
  assert.deepEqual(muted(lines), [true, true]);
});

test('a line is turned down from where it is within 80 ms, and one that is not named goes back', () => {
  Context.first = 'running';
  const mixer = new Mixer(elements());
  const [one, other] = Context.last.gains;
  mixer.mix(new Map([['4', 0.15]]));
  assert.deepEqual(one?.at, [['from', 1, 2], ['to', 0.15, 2.08]]);
  assert.deepEqual(other?.at, [['from', 1, 2], ['to', 1, 2.08]]);
  mixer.mix(new Map());
  assert.deepEqual(one?.at.at(-1), ['to', 1, 2.08]);
});
