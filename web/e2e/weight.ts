// What a public page weighs before its pictures: its HTML, the styles and the scripts that it names, in bytes of brotli at its best.

import { brotliCompressSync } from 'node:zlib';

export interface Weight {
  html: number;
  css: number;
  js: number;
}

const styles = /<link rel="stylesheet" href="([^"]+)"/g;
const scripts = /<script [^>]*src="([^"]+)"/g;

/** Styles and scripts that were weighed, by their address, which names their content. */
const weighed = new Map<string, number>();

export async function weight(origin: string, path: string): Promise<Weight> {
  const html = await read(origin + path);
  const text = html.toString('utf8');
  return { html: brotliCompressSync(html).length, css: await sum(origin, styles, text), js: await sum(origin, scripts, text) };
}

async function sum(origin: string, named: RegExp, html: string): Promise<number> {
  let total = 0;
  for (const [, url = ''] of html.matchAll(named)) {
    const size = weighed.get(url) ?? brotliCompressSync(await read(origin + url)).length;
    weighed.set(url, size);
    total += size;
  }
  return total;
}

async function read(url: string): Promise<Buffer> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}
