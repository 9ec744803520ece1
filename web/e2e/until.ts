// Waiting for something that no single element shows.

/** Asks again and again until the answer satisfies; after the limit it fails with the last answer. */
export async function until<T>(what: string, ask: () => Promise<T>, satisfied: (answer: T) => boolean, limitMs = 30_000): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (satisfied(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${limitMs / 1000} s; last seen: ${JSON.stringify(answer)}`);
    await new Promise((again) => setTimeout(again, 100));
  }
}
