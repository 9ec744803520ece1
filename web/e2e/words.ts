// The room's own sentences, in the language of the page.

import type { Page } from 'playwright-core';

/** The sentence of a key of the room, as the page carries it. */
export async function sentence(page: Page, key: string): Promise<string> {
  const texts: unknown = JSON.parse((await page.locator('script#texts').textContent()) ?? '{}');
  const record = texts as Record<string, unknown>;
  const text = record[`live.${key}`] ?? record[key];
  if (typeof text !== 'string') throw new Error(`the page has no sentence ${key}`);
  return text;
}
