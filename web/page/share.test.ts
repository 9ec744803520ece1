import assert from 'node:assert/strict';
import { test } from 'node:test';

import { wayOf } from './share.ts';

test('a phone shares by its sheet, a computer by its clipboard, and an old browser shows no button', () => {
  const both = { share: () => undefined, clipboard: {} };
  assert.equal(wayOf(both, true), 'sheet');
  assert.equal(wayOf(both, false), 'clipboard');
  assert.equal(wayOf({ clipboard: {} }, true), 'clipboard');
  assert.equal(wayOf({}, true), undefined);
  assert.equal(wayOf({ share: () => undefined }, false), undefined);
});
