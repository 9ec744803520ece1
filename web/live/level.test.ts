import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loudness, runsFromTap } from './level.ts';

class Context {
  state: AudioContextState = 'suspended';
  tries = 0;
  constructor(private readonly lets: () => boolean) {}
  async resume(): Promise<void> {
    this.tries += 1;
    if (!this.lets()) throw new DOMException('not yet', 'NotAllowedError');
    this.state = 'running';
  }
}

test('a meter that the browser holds back runs from the first tap or key on', () => {
  for (const act of ['pointerup', 'keydown']) {
    const [page, over, context] = [new EventTarget(), new AbortController(), new Context(() => true)];
    runsFromTap(context, page, over.signal);
    assert.equal(context.state, 'suspended');
    page.dispatchEvent(new Event(act));
    assert.equal(context.state, 'running', act);
    page.dispatchEvent(new Event(act));
    assert.equal(context.tries, 1, 'what runs is left alone');
    context.state = 'suspended'; // a call on the same phone
    page.dispatchEvent(new Event(act));
    assert.equal(context.state, 'running', 'after a call');
  }
});

test('a refused tap is followed by the next one, and nothing is tried for a meter that is gone', () => {
  let allowed = false;
  const [page, over, context] = [new EventTarget(), new AbortController(), new Context(() => allowed)];
  runsFromTap(context, page, over.signal);
  page.dispatchEvent(new Event('pointerup'));
  assert.equal(context.state, 'suspended');
  allowed = true;
  page.dispatchEvent(new Event('pointerup'));
  assert.equal(context.state, 'running');
  context.state = 'suspended';
  over.abort();
  page.dispatchEvent(new Event('pointerup'));
  assert.equal(context.tries, 2);
});

test('silence is 0, ordinary speech about two thirds and clipping 1', () => {
  const at = (db: number) => loudness(new Float32Array(1024).fill(10 ** (db / 20)));
  assert.equal(loudness(new Float32Array(1024)), 0);
  assert.ok(Math.abs(at(-28) - 2 / 3) < 0.01);
  assert.equal(at(0), 1);
});
