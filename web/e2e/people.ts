// How the demo's people sign in, as a visitor would: on the sign-in page, with their button.

import type { Page } from 'playwright-core';
import { until } from './until.ts';

export type Role = 'buyer' | 'supplier' | 'interpreter' | 'officer' | 'partner' | 'operator';

/** Signs in on the page's own language and waits until the person's name is in the header. */
export async function signIn(page: Page, role: Role, lang = 'en'): Promise<void> {
  await page.goto(`/${lang}/sign-in`);
  await page.locator(`button[name=email][value="${role}@demo.example"]`).click();
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
}

/** Signs in with the code that comes by mail, which the demo keeps readable. */
export async function signInByMail(page: Page, email: string): Promise<void> {
  const before = await newestCode(page, email);
  await page.goto('/en/sign-in');
  await page.locator('form[action$="/sign-in/mail"] input[type=email]').fill(email);
  await page.locator('form[action$="/sign-in/mail"] button').click();
  await page.waitForURL(/\/sign-in\/code/);
  await page.locator('#code').fill(await codeFor(page, email, before));
  await page.locator('form[action$="/sign-in/code"] button.primary').click();
  await page.waitForURL((url) => !url.pathname.includes('/sign-in'));
}

/** The newest six-digit code that was mailed to the address after the one before, which other letters may have followed. */
export async function codeFor(page: Page, email: string, before = ''): Promise<string> {
  return until(`a code for ${email}`, () => newestCode(page, email), (code) => code.length === 6 && code !== before);
}

async function newestCode(page: Page, email: string): Promise<string> {
  const list = await page.request.get(`/en/dev/mail?to=${encodeURIComponent(email)}`);
  for (const [, letter] of (await list.text()).matchAll(/href="(\/en\/dev\/mail\/[^"/?]+)"/g)) {
    const text = await (await page.request.get(`${letter}/html`)).text();
    const code = /\b(\d{3}[  ]?\d{3})\b/.exec(text.replaceAll(/<style[\s\S]*?<\/style>|<[^>]+>/g, ' '))?.[1];
    if (code) return code.replaceAll(/\D/g, '');
  }
  return '';
}

/** The number of the confirmed consultation whose room is open for the person. */
export async function openRoom(page: Page): Promise<string> {
  await page.goto('/en/consultations');
  const href = await page.locator('a[href$="/room"]').first().getAttribute('href');
  return href?.split('/').at(-2) ?? '';
}
