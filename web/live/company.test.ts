import assert from 'node:assert/strict';
import { test } from 'node:test';
import { companyOf } from './company.ts';

test('a company is called what it is called in the language of the page', () => {
  const companyNames = { en: 'Miraon Imaging', ko: '미라온이미징', 'zh-Hans': '未来影像' };
  const company = 'Miraon Imaging';
  assert.equal(companyOf({ company, companyNames }, 'ko'), '미라온이미징');
  assert.equal(companyOf({ company, companyNames }, 'zh-Hans'), '未来影像');
  assert.equal(companyOf({ company, companyNames }, 'en-GB'), 'Miraon Imaging');
  assert.equal(companyOf({ company, companyNames }, 'vi'), 'Miraon Imaging');
});

test('without a name in it the page falls back to English, Korean, any', () => {
  assert.equal(companyOf({ company: '', companyNames: { ro: 'Nord', ko: '노드' } }, 'de'), '노드');
  assert.equal(companyOf({ company: '', companyNames: { vi: 'Bắc', ro: 'Nord' } }, 'de'), 'Nord');
});

test('the one name of an older server is taken, and no name of a prototype', () => {
  assert.equal(companyOf({ company: 'Nile Medical' }, 'ko'), 'Nile Medical');
  assert.equal(companyOf({ company: 'Nile Medical', companyNames: {} }, 'constructor'), 'Nile Medical');
  assert.equal(companyOf({ company: '' }, 'en'), '');
});
