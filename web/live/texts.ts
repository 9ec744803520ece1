// The sentences of the room: the server puts all keys of one topic in the page's language into the page, this reads them.

export type Args = Record<string, string | number>;
export type Say = (key: string, args?: Args) => string;

/** Reads the data block of the page. */
export function pageTexts(id = 'texts'): Record<string, string> {
  return JSON.parse(document.getElementById(id)?.textContent ?? '{}') as Record<string, string>;
}

/**
 * Answers `<topic>.<key>` with `{name}` filled in. A `count` chooses among `<key>_one` and `<key>_other` by the language's
 * own plural rule; `<key>_other` is the fallback. A key that is missing comes back in double brackets.
 */
export function sayer(texts: Record<string, string>, lang: string, topic = 'live'): Say {
  const plurals = new Intl.PluralRules(lang);
  return (key, args = {}) => {
    const full = `${topic}.${key}`;
    let text = texts[full];
    if (text === undefined && typeof args.count === 'number') {
      text = texts[`${full}_${plurals.select(args.count)}`] ?? texts[`${full}_other`];
    }
    if (text === undefined) return `⟦${full}⟧`;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(args, name) ? String(args[name]) : whole));
  };
}
