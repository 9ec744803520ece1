// Addresses in what people write: text stays text, and only what begins like a web address can be followed.

/** A piece of a text; with `href` when it can be followed. */
export interface Piece {
  text: string;
  href?: string;
}

const address = /\b(?:https?:\/\/|www\.)[^\s<>"'`{}|\\^]+/giu;
/** What ends a sentence or a bracket and not an address; in Korean and Chinese a particle or a full stop may follow without a space. */
const tail = /[.,;:!?)\]}»”’…。、，）」』]+$/u;
const foreign = /[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3000-\u303f\uff00-\uffef]/u;
const hangul = /[\uac00-\ud7a3]+/gu;
/** Where a name begins in a path, a query or a fragment (RFC 3986); after anything else Korean is a particle: catalog.pdf에서. */
const named = /^[^:]+:\/\/[^/]+\/(?:.*[/?#&=_~+.-])?$|^www\.[^/]+\/(?:.*[/?#&=_~+.-])?$/iu;
/** What a Korean word at the end may be followed by without a space: then nobody can tell where the name ends. */
const particle = /(?:[은는이가을를에의로와과도만요]|에서|에게|까지|부터|처럼|보다|하고|이나|니다)$/u;

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
  const clear = own(found);
  const cut = clear.replace(tail, '');
  // A bracket that was opened in the address belongs to it: .../wiki/Cable_(car)
  const open = cut.split('(').length - cut.split(')').length;
  return open > 0 && clear[cut.length] === ')' ? `${cut})` : cut;
}

/** Up to the first letter that is no part of the address; Korean letters are, as a name in its path that is over with the word. */
function own(found: string): string {
  const other = found.search(foreign);
  const all = other < 0 ? found : found.slice(0, other);
  const end = all.replace(tail, '').length;
  for (const { 0: word, index } of all.matchAll(hangul)) {
    const last = index + word.length >= end;
    if (!named.test(all.slice(0, index)) || (last && (other >= 0 || particle.test(word)))) return all.slice(0, index);
  }
  return all;
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
