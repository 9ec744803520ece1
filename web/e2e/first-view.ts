// What a stranger's first view of a page costs on a slow link: an empty cache, a phone, 1.6 Mbit/s and 150 ms to the office.

import type { Browser } from 'playwright-core';

export interface FirstView {
  requests: number;
  /** As they came over the link. */
  bytes: number;
  origins: string[];
  /** Largest contentful paint, ms. */
  lcp: number;
}

const link = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };

export async function firstView(browser: Browser, url: string): Promise<FirstView> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
  try {
    const page = await context.newPage();
    const wire = await context.newCDPSession(page);
    await wire.send('Network.enable');
    await wire.send('Network.emulateNetworkConditions', link);
    const origins = new Set<string>();
    let requests = 0;
    let bytes = 0;
    wire.on('Network.requestWillBeSent', ({ request }) => {
      requests += 1;
      origins.add(new URL(request.url).origin);
    });
    wire.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.goto(url, { waitUntil: 'networkidle' });
    const lcp = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({
            type: 'largest-contentful-paint',
            buffered: true,
          });
        }),
    );
    return { requests, bytes, origins: [...origins], lcp };
  } finally {
    await context.close();
  }
}
