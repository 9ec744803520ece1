// Steps of a journey, one line each in the report.

import type { TestContext } from 'node:test';

/** Runs steps one after another; after a red one the others fail at once, because they stand on it. */
export function steps(t: TestContext): (name: string, act: () => Promise<void>) => Promise<void> {
  let broken = '';
  return async (name, act) => {
    await t.test(name, async () => {
      if (broken) throw new Error(`not reached: "${broken}" failed`);
      try {
        await act();
      } catch (error) {
        broken = name;
        throw error;
      }
    });
  };
}
