// Screenshots for people to look at, wide and narrow, in web/e2e/shots.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const folder = join(process.cwd(), 'e2e', 'shots');

/** The widths at which pages are looked at, in CSS pixels. */
export const widths = { wide: 1280, narrow: 390 };

/** Keeps a picture of the page as it stands now. */
export async function keep(page: Page, name: string, fullPage = true): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
}

/** Keeps the page at both widths and leaves it wide. It fails when something is wider than the window. */
export async function shoot(page: Page, name: string): Promise<void> {
  for (const [size, width] of Object.entries(widths).reverse()) {
    await page.setViewportSize({ width, height: size === 'wide' ? 800 : 844 });
    const found = await page.evaluate(async () => {
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      return document.documentElement.scrollWidth;
    });
    await keep(page, `${name}-${size}`, false);
    if (found > width) throw new Error(`${name} is ${found} px wide in a window of ${width}`);
  }
}
