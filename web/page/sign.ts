// A desk's key in its browser: made here, kept here in a form that no script can read out, used here to sign. The portal gets
// the public half, with a signature that shows that the private one is here. Without this script a file and a program do it.

import { canonical, isCanonical } from './canonical.ts';

const algorithm = { name: 'Ed25519' };

/** What a desk signs to show that it holds a key: the same bytes as statement.Proof. */
export function possession(desk: string, key: string, publicHalf: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonical({ desk, key, public: publicHalf, purpose: 'etrade key of a desk' }));
}

export function toBase64(bytes: ArrayBuffer | Uint8Array): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** A new key: its public half as text, and the private one, which nothing can take out of the browser. */
export async function makeKey(): Promise<{ publicHalf: string; key: CryptoKey }> {
  const pair = (await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])) as CryptoKeyPair;
  return { publicHalf: toBase64(await crypto.subtle.exportKey('raw', pair.publicKey)), key: pair.privateKey };
}

/** The signature over bytes, as text. */
export async function signed(key: CryptoKey, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toBase64(await crypto.subtle.sign(algorithm, key, bytes));
}

const keep = 'keys';

/** Runs one request on the browser's store of keys. */
async function stored<T>(mode: IDBTransactionMode, ask: (keys: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open('etrade-desk', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(keep);
  const database = await done(opening);
  try {
    return await done(ask(database.transaction(keep, mode).objectStore(keep)));
  } finally {
    database.close();
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('store of keys'));
  });
}

const keyOf = (publicHalf: string) => stored('readonly', (keys) => keys.get(publicHalf) as IDBRequest<CryptoKey | undefined>);

function field(form: HTMLFormElement, name: string): HTMLInputElement | HTMLSelectElement | null {
  const found = form.elements.namedItem(name);
  return found instanceof HTMLInputElement || found instanceof HTMLSelectElement ? found : null;
}

/** The form that registers a key: a button makes one here, and what is sent shows that it is here. */
function startMaking(form: HTMLFormElement): void {
  const [part, button, status] = [form.querySelector<HTMLElement>('[data-key-make]'), form.querySelector('[data-key-make] button'), form.querySelector<HTMLElement>('[data-key-make] [role=status]')];
  const [id, publicHalf, proof] = [field(form, 'id'), field(form, 'public'), field(form, 'proof')];
  if (!part || !button || !status || !id || !publicHalf || !proof) return;
  part.hidden = false;
  button.addEventListener('click', () => {
    void (async () => {
      const made = await makeKey();
      await stored('readwrite', (keys) => keys.put(made.key, made.publicHalf));
      publicHalf.value = made.publicHalf;
      status.textContent = status.dataset['done'] ?? '';
    })().catch(() => {
      status.textContent = status.dataset['failed'] ?? '';
    });
  });
  form.addEventListener('submit', (event) => {
    if (proof.value !== '') return;
    event.preventDefault();
    void (async () => {
      const key = await keyOf(publicHalf.value);
      if (key) proof.value = await signed(key, possession(form.dataset['keyForm'] ?? '', id.value, publicHalf.value));
    })().finally(() => form.submit());
  });
}

/** The form that signs: shown to whose browser has one of the desk's keys. */
async function startSigning(form: HTMLFormElement): Promise<void> {
  const [part, button, status] = [form.querySelector<HTMLElement>('[data-sign-here]'), form.querySelector<HTMLButtonElement>('[data-sign-here] button'), form.querySelector<HTMLElement>('[data-sign-here] [role=status]')];
  const [choice, signature] = [field(form, 'key'), field(form, 'signature')];
  if (!part || !button || !status || !signature || !(choice instanceof HTMLSelectElement)) return;
  part.hidden = false;
  let mine: { id: string; key: CryptoKey } | undefined;
  for (const option of choice.options) {
    const key = await keyOf(option.dataset['public'] ?? '').catch(() => undefined);
    if (key) mine = { id: option.value, key };
  }
  const failed = () => {
    button.disabled = true;
    status.textContent = status.dataset['failed'] ?? '';
  };
  const [bytes, found] = [fromBase64(form.dataset['sign'] ?? ''), mine];
  if (!found || !isCanonical(bytes)) return failed();
  button.addEventListener('click', () => {
    void (async () => {
      choice.value = found.id;
      signature.value = await signed(found.key, bytes);
      form.submit();
    })().catch(failed);
  });
}

export function startKeys(page: Document): void {
  if (!('subtle' in crypto) || !('indexedDB' in window)) return;
  for (const form of page.querySelectorAll<HTMLFormElement>('form[data-key-form]')) startMaking(form);
  for (const form of page.querySelectorAll<HTMLFormElement>('form[data-sign]')) void startSigning(form);
}
