// The one form of JSON that is signed (RFC 8785), of texts, whole numbers, lists and objects, as the portal writes it.

export type Signable = string | number | Signable[] | { [name: string]: Signable };

/** The value in canonical form; it refuses what two readers could take for two things. */
export function canonical(value: Signable): string {
  if (typeof value === 'string') {
    if (/\p{Surrogate}/u.test(value)) throw new TypeError('half a character');
    return JSON.stringify(value);
  }
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new TypeError('not a whole number');
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') throw new TypeError('not in the form that is signed');
  const names = Object.keys(value).sort(); // by UTF-16 code units, as the standard says
  return `{${names.map((name) => `${canonical(name)}:${canonical(value[name] ?? '')}`).join(',')}}`;
}

/** Whether bytes are JSON in that very form, so that what is signed is what is read. */
export function isCanonical(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return canonical(JSON.parse(text) as Signable) === text;
  } catch {
    return false;
  }
}
