// What axe-core finds on a page that people with a screen reader, a keyboard or weak sight would stumble over.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The serious and critical findings on the page, one line each; empty is what a journey wants. */
export async function findings(page: Page): Promise<string[]> {
  // Through the debugger, because the page's policy rightly refuses a script element of ours.
  await page.evaluate(source);
  const results = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
    // Fetching style sheets and films once more serves only rules that are off or less than serious.
    return axe.run({ resultTypes: ['violations'], elementRef: false, preload: false });
  });
  return results.violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .flatMap((v) => v.nodes.map((n) => `${v.id}: ${v.help}: ${n.target.join(' ')}`));
}
