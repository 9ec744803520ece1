import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageName } from './languages.ts';

test('a language is called as its speakers call it', () => {
  const names = Object.fromEntries(['ko', 'en', 'ro', 'ar', 'ja'].map((lang) => [lang, languageName(lang)]));
  assert.deepEqual(names, { ko: '한국어', en: 'English', ro: 'Română', ar: 'العربية', ja: '日本語' });
});
