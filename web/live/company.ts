// What a company is called for whoever reads this page.

import type { Person, Visitor } from './wire.gen.ts';

/** Its name in the page's language, then as pages fall back: English, Korean, any; an older server tells one alone. */
export function companyOf(one: Pick<Person | Visitor, 'company' | 'companyNames'>, lang: string): string {
  const names = new Map(Object.entries(one.companyNames ?? {}));
  const base = lang.split('-')[0] ?? lang;
  for (const tried of [lang, base, 'en', 'ko', ...[...names.keys()].sort()]) {
    const name = names.get(tried);
    if (name) return name;
  }
  return one.company;
}
