// Steps of a journey, one line each in the report.

import type { TestContext } from 'node:test';
import { shown } from './browser.ts';

/** Runs steps one after another; after a red one the others fail at once, because they stand on it. A red one says what all pages showed then. */
export function steps(t: TestContext): (name: string, act: () => Promise<void>) => Promise<void> {
  let broken = '';
  return async (name, act) => {
    await t.test(name, async () => {
      if (broken) throw new Error(`not reached: "${broken}" failed`);
      try {
        await act();
      } catch (error) {
        broken = name;
        throw new Error(`${error instanceof Error ? error.message : String(error)}\n${await shown()}`, { cause: error });
      }
    });
  };
}
