import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initials } from './initials.ts';

test('initials follow the script of the name', () => {
  const table = {
    'Layla Hassan': 'LH', 'Radu Ion Exemplu': 'RE', 김서연: '김서', '이슬 (Iseul)': '이슬', 'Nguyễn Văn An': 'NA', Őri: 'Őr', 王小明: '王小', '': '', '(…)': '',
  };
  for (const [name, letters] of Object.entries(table)) assert.equal(initials(name), letters, name);
});
