import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandOf, turnOf, type Stroke } from './keys.ts';

const stroke = (code: string, more: Partial<Stroke> = {}): Stroke => ({
  code, repeat: false, ctrlKey: false, metaKey: false, altKey: false, typing: false, ...more,
});

test('each control has its letter', () => {
  const table = { KeyM: 'mic', KeyV: 'camera', KeyS: 'share', KeyH: 'hand', KeyC: 'chat', KeyP: 'people', KeyD: 'documents', Escape: 'close', KeyX: 'slower', KeyT: 'take_over', Digit0: 0, Digit3: 3 };
  for (const [code, command] of Object.entries(table)) assert.equal(commandOf(stroke(code)), command);
  assert.equal(commandOf(stroke('KeyY')), null);
});

test('typing, holding a key and modifiers command nothing', () => {
  assert.equal(commandOf(stroke('KeyM', { typing: true })), null);
  assert.equal(commandOf(stroke('KeyM', { repeat: true })), null);
  for (const modifier of ['ctrlKey', 'metaKey', 'altKey'] as const) assert.equal(commandOf(stroke('KeyC', { [modifier]: true })), null);
});

test('Escape closes the panel also from its text field', () => {
  assert.equal(commandOf(stroke('Escape', { typing: true })), 'close');
});

test('arrow keys turn pages, one for each repeat, but where they have another use', () => {
  assert.deepEqual([turnOf(stroke('ArrowLeft')), turnOf(stroke('ArrowRight')), turnOf(stroke('ArrowUp'))], [-1, 1, 0]);
  assert.equal(turnOf(stroke('ArrowRight', { repeat: true })), 1);
  for (const other of ['typing', 'arrows', 'ctrlKey', 'metaKey', 'altKey'] as const) assert.equal(turnOf(stroke('ArrowRight', { [other]: true })), 0);
});
