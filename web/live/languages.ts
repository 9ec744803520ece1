// The names of languages, each in itself, so that whoever speaks one finds it.

/** 한국어, English, Română: a language by its own name, with a capital where it has such. */
export function languageName(lang: string): string {
  const name = new Intl.DisplayNames([lang], { type: 'language' }).of(lang) ?? lang;
  return name.charAt(0).toLocaleUpperCase(lang) + name.slice(1);
}
