// Prints, as JSON, what server/locale/cldr.json holds: how each interface language writes dates, numbers, lists, names of
// countries, languages and currencies, and which plural form goes with which whole number. The source is the CLDR that
// Node carries in its ICU, the same data that browsers use. The languages are the arguments.

const days = [...Array(7).keys()].map((d) => Date.UTC(2026, 10, 22 + d)); // 22 November 2026 is a Sunday
const months = [...Array(12).keys()].map((m) => Date.UTC(2026, m, 24));
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const forms = { zero: 'z', one: '1', two: '2', few: 'f', many: 'm', other: 'o' };

/** What stands for `type` in a moment written with these options. */
function part(lang, type, moment, options) {
  const written = new Intl.DateTimeFormat(lang, { timeZone: 'UTC', ...options }).formatToParts(moment);
  return written.find((p) => p.type === type)?.value ?? '';
}

/** The separators of a number, and how many digits it must have before thousands are marked. */
function number(lang) {
  const of = (n, type) => new Intl.NumberFormat(lang).formatToParts(n).find((p) => p.type === type)?.value ?? '';
  return { group: of(1234567.5, 'group'), decimal: of(1234567.5, 'decimal'), marked_from: of(1234, 'group') ? 4 : 5 };
}

/** What joins the parts of a list: two alone, in the middle, and before the last of many. */
function list(lang) {
  const glue = (items) => new Intl.ListFormat(lang).formatToParts(items).filter((p) => p.type === 'literal').map((p) => p.value);
  const [two] = glue(['a', 'b']);
  const [middle, end] = glue(['a', 'b', 'c']);
  return { two, middle, end };
}

/** Plural forms of 0 to 99, and of every larger number by its last two digits; one letter a number. */
function plurals(lang) {
  const rules = new Intl.PluralRules(lang);
  const run = (from) => [...Array(100).keys()].map((n) => forms[rules.select(from + n)]).join('');
  return { small: run(0), large: run(100) };
}

/** Names by code, for those codes that the language has a name for; Hong Kong and Macao by their short ones. */
function names(lang, type, codes) {
  const long = new Intl.DisplayNames(lang, { type, fallback: 'none' });
  const short = new Intl.DisplayNames(lang, { type, style: 'short', fallback: 'none' });
  const name = (code) => (/^(HK|MO)$/.test(code) ? short : long).of(code);
  return Object.fromEntries(codes.map((code) => [code, name(code)]).filter(([, known]) => known));
}

const countries = letters.flatMap((a) => letters.map((b) => a + b)).filter((code) => !/^(EU|EZ|UN|QO|X.|ZZ)$/.test(code));
const languages = ['en', 'ko', 'de', 'ro', 'es', 'vi', 'ru', 'zh', 'zh-Hans', 'zh-Hant', 'ja', 'fr', 'it', 'pt', 'id', 'th', 'ar', 'pl', 'cs',
  'hu', 'tr', 'uk', 'nl', 'sv', 'da', 'fi', 'nb', 'el', 'he', 'hi', 'ms', 'mn', 'kk', 'uz', 'km', 'my', 'bg', 'hr', 'sr', 'sk', 'sl', 'lt',
  'lv', 'et', 'fa'];

/** All that one language needs, each kind on its line. */
function table(lang) {
  const kinds = {
    weekdays: days.map((day) => part(lang === 'en' ? 'en-US' : lang, 'weekday', day, { weekday: 'short' })),
    days: days.map((day) => part(lang === 'en' ? 'en-US' : lang, 'weekday', day, { weekday: 'long' })),
    months: months.map((day) => part(lang === 'en' ? 'en-US' : lang, 'month', day, { day: 'numeric', month: 'short' })),
    number: number(lang),
    list: list(lang),
    plurals: plurals(lang),
    countries: names(lang, 'region', countries),
    languages: names(lang, 'language', languages),
    currencies: names(lang, 'currency', Intl.supportedValuesOf('currency')),
  };
  return `  ${JSON.stringify(lang)}: {\n${Object.entries(kinds).map(([kind, value]) => `   "${kind}": ${JSON.stringify(value)}`).join(',\n')}\n  }`;
}

const tables = process.argv.slice(2).map(table).join(',\n');
process.stdout.write(`{\n "cldr": "${process.versions.cldr}",\n "languages": {\n${tables}\n }\n}\n`);
