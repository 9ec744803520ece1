import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pieces } from './links.ts';

const followed = (text: string) => pieces(text).flatMap(({ text: shown, href }) => (href ? [[shown, href]] : []));

test('an address in a sentence can be followed, and the sentence is as it was written', () => {
  const text = 'See https://example.com/a?x=1&y=2, or (www.example.org).';
  assert.deepEqual(followed(text), [
    ['https://example.com/a?x=1&y=2', 'https://example.com/a?x=1&y=2'],
    ['www.example.org', 'https://www.example.org/'],
  ]);
  assert.equal(pieces(text).map((piece) => piece.text).join(''), text);
});

test('a Korean particle, a closing bracket and a full stop are no part of an address', () => {
  assert.deepEqual(followed('자료는 https://example.com/catalog.pdf에서 보세요。').map(([shown]) => shown), ['https://example.com/catalog.pdf']);
  assert.deepEqual(followed('https://example.com/wiki/Cable_(car) is it').map(([shown]) => shown), ['https://example.com/wiki/Cable_(car)']);
  assert.deepEqual(followed('(https://example.com/x)').map(([shown]) => shown), ['https://example.com/x']);
});

test('Korean letters in a path are followed, percent-encoded, and what may be a particle is not', () => {
  const shown = '자료실 https://example.com/자료실/제품_목록?이름=미라온#규격 입니다';
  assert.deepEqual(followed(shown), [
    ['https://example.com/자료실/제품_목록?이름=미라온#규격', `https://example.com/${encodeURI('자료실/제품_목록?이름=미라온#규격')}`],
  ]);
  const ends: [string, string][] = [
    ['www.example.org/회사소개', 'www.example.org/회사소개'],
    ['https://example.com/자료/catalog.pdf에서 보세요', 'https://example.com/자료/catalog.pdf'],
    ['https://example.com/자료실.', 'https://example.com/자료실'],
    ['https://example.com/에서 보세요', 'https://example.com/'],
    ['https://example.com/wiki/수원시에서 보세요', 'https://example.com/wiki/'],
    ['https://example.com/자료실。끝', 'https://example.com/'],
    ['https://example.com을 보세요', 'https://example.com'],
    ['https://수원.example.com/a', ''],
  ];
  for (const [text, link] of ends) {
    assert.equal(followed(text)[0]?.[0] ?? '', link, text);
    assert.equal(pieces(text).map((piece) => piece.text).join(''), text);
  }
});

test('nothing that runs, that hides where it leads, or that names no host can be followed', () => {
  const texts = ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'https://bank.example@evil.example/', 'http://localhost:8431/', 'mailto:a@example.com', 'https://', 'xhttps://example.com'];
  for (const text of texts) {
    assert.deepEqual(followed(text), [], text);
    assert.equal(pieces(text).map((piece) => piece.text).join(''), text);
  }
});
