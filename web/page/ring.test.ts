import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fresh, titled } from './ring.ts';

const ring = (id: string) => ({ id, title: 'T', line: 'L', open: '/en/desk/rings' });

test('a ring is new once', () => {
  assert.deepEqual(fresh([], [ring('a')]).map((r) => r.id), ['a']);
  assert.deepEqual(fresh(['a'], [ring('a'), ring('b')]).map((r) => r.id), ['b']);
  assert.deepEqual(fresh(['a'], []), []);
});

test('the title changes while it rings and is itself again afterwards', () => {
  assert.equal(titled('Products', 'A call', 0), '☎ A call');
  assert.equal(titled('Products', 'A call', 1), 'Products');
  assert.equal(titled('Products', '', 2), 'Products');
});
