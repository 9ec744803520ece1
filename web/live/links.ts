// Addresses in what people write: text stays text, and only what begins like a web address can be followed.

/** A piece of a text; with `href` when it can be followed. */
export interface Piece {
  text: string;
  href?: string;
}

const address = /\b(?:https?:\/\/|www\.)[^\s<>"'`{}|\\^]+/giu;
/** What ends a sentence or a bracket and not an address; in Korean and Chinese a particle or a full stop may follow without a space. */
const tail = /[.,;:!?)\]}»”’…。、，）」』]+$/u;
const foreign = /[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\uac00-\ud7a3\u3000-\u303f\uff00-\uffef]/u;

/** The text in pieces, which joined are the text again. */
export function pieces(text: string): Piece[] {
  const all: Piece[] = [];
  let done = 0;
  for (const { 0: found, index } of text.matchAll(address)) {
    const shown = ended(found);
    const href = target(shown);
    if (!href) continue;
    if (index > done) all.push({ text: text.slice(done, index) });
    all.push({ text: shown, href });
    done = index + shown.length;
  }
  if (done < text.length) all.push({ text: text.slice(done) });
  return all;
}

function ended(found: string): string {
  const particle = found.search(foreign);
  const clear = particle < 0 ? found : found.slice(0, particle);
  const cut = clear.replace(tail, '');
  // A bracket that was opened in the address belongs to it: .../wiki/Cable_(car)
  const open = cut.split('(').length - cut.split(')').length;
  return open > 0 && clear[cut.length] === ')' ? `${cut})` : cut;
}

function target(shown: string): string {
  try {
    const url = new URL(/^www\./i.test(shown) ? `https://${shown}` : shown);
    const named = url.hostname.includes('.') && url.username === '' && url.password === '';
    return named ? url.href : '';
  } catch {
    return '';
  }
}
