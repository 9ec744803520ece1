// How journeys start Chromium, and what they keep an eye on in every page: script errors and other origins.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { senses, type Mark } from './senses.ts';

const executablePath = process.env['ETRADE_CHROMIUM'] || '/usr/bin/chromium';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--allow-loopback-in-peer-connection',
];

/** A browser with one person's camera and microphone; without a mark it plays Chromium's own test pattern. */
export async function launch(mark?: Mark, ...more: string[]): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), 'etrade-e2e-'));
  const browser = await chromium.launch({
    executablePath,
    args: [...flags, ...(mark ? senses(folder, mark) : []), ...more],
  });
  browser.on('disconnected', () => rmSync(folder, { recursive: true, force: true }));
  return browser;
}

/** What went wrong in the pages of one context; a journey ends by finding it empty. */
export interface Watch {
  context: BrowserContext;
  page: Page;
  faults: string[];
}

const visiting = new Set<BrowserContext>();

/** What all open pages show, a paragraph each: where they are and the beginning of what can be read there. For who wonders why something is not there. */
export async function shown(): Promise<string> {
  const pages = [...visiting].flatMap((context) => context.pages());
  const each = await Promise.all(pages.map(async (page) => {
    const text = await page.locator('body').innerText({ timeout: 5_000 }).catch((error: Error) => `(cannot be read: ${error.message})`);
    return `${page.url()} shows: ${text.replaceAll(/\s+/g, ' ').slice(0, 800)}`;
  }));
  return each.join('\n');
}

/** A fresh profile with one page, watched for script errors, refused policies and requests that leave the origin. */
export async function visit(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<Watch> {
  const context = await browser.newContext({ baseURL: origin, locale: 'en-GB', timezoneId: 'Europe/Bucharest', ...options });
  context.setDefaultTimeout(60_000); // a bound on what hangs: with four windows on two processors a click alone may wait for long
  visiting.add(context);
  context.on('close', () => visiting.delete(context));
  const faults: string[] = [];
  context.on('weberror', (e) => faults.push(`script error on ${e.page()?.url()}: ${e.error().message}`));
  context.on('console', (m) => {
    if (m.type() === 'error' && /Content Security Policy|Refused to/.test(m.text())) faults.push(`policy: ${m.text()}`);
  });
  context.on('request', (r) => {
    const url = new URL(r.url());
    if (/^(http|ws)/.test(url.protocol) && url.host !== new URL(origin).host) faults.push(`left the origin: ${r.url()}`);
  });
  context.on('response', (r) => {
    if (r.status() >= 500) faults.push(`${r.status()} from ${r.url()}`);
  });
  return { context, page: await context.newPage(), faults };
}
