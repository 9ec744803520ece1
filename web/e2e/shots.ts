// Screenshots for people to look at, wide and narrow, in the folder of ETRADE_E2E_SHOTS; without it none is taken.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const folder = process.env['ETRADE_E2E_SHOTS'];

/** The widths at which pages are looked at, in CSS pixels. */
export const widths = { wide: 1280, narrow: 390 };

/** Keeps a picture of the page as it stands now. */
async function keep(page: Page, name: string): Promise<void> {
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Keeps the whole page: the window grows to it and shrinks again, so that what sticks to its edges stays there. */
export async function keepWhole(page: Page, name: string): Promise<void> {
  if (!folder) return;
  const size = page.viewportSize();
  if (!size) throw new Error('the window has no size');
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ ...size, height: Math.max(size.height, height) });
  await keep(page, name);
  await page.setViewportSize(size);
}

/** Keeps the page at both widths and leaves it wide. It fails when something is wider than the window. */
export async function shoot(page: Page, name: string): Promise<void> {
  for (const [size, width] of Object.entries(widths).reverse()) {
    await page.setViewportSize({ width, height: size === 'wide' ? 800 : 844 });
    const found = await page.evaluate(async () => {
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      return document.documentElement.scrollWidth;
    });
    await keep(page, `${name}-${size}`);
    if (found > width) throw new Error(`${name} is ${found} px wide in a window of ${width}`);
  }
}
