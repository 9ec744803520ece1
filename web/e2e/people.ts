// How the demo's people sign in, as a visitor would: on the sign-in page, with their button.

import type { Page } from 'playwright-core';

export type Role = 'buyer' | 'supplier' | 'interpreter' | 'officer' | 'partner' | 'operator';

/** Signs in on the page's own language and waits until the person's name is in the header. */
export async function signIn(page: Page, role: Role, lang = 'en'): Promise<void> {
  await page.goto(`/${lang}/sign-in`);
  await page.locator(`button[name=email][value="${role}@demo.example"]`).click();
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
}
