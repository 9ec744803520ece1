// The letters on a face without a picture.

/** Two initials of a name in an alphabet, or the first two characters of a Korean, Chinese or Japanese one. */
export function initials(name: string): string {
  const words = name.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu) ?? [];
  const first = [...(words[0] ?? '')];
  if (words.length === 1 || /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(first[0] ?? '')) {
    return first.slice(0, 2).join('');
  }
  return [first[0], [...(words.at(-1) ?? '')][0]].join('').toUpperCase();
}
