// What pages tell search engines, held against schema.org: each record of a page becomes a literal of the type that schema-dts, which is made from the published
// vocabulary, has for it, and TypeScript says what schema.org does not know.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const script = /<script type="application\/ld\+json">([\s\S]*?)<\/script>/g;

/** The records in the page, as JSON. */
export function records(html: string): string[] {
  return [...html.matchAll(script)].map(([, json = '']) => json.trim());
}

/** A text with its language beside it is JSON-LD's own (1.1, 4.2.4), whatever the vocabulary; to that it is a text. */
function plain(_: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && '@value' in value ? value['@value'] : value;
}

/** What TypeScript says against these records, each of the type that it names itself; empty when schema.org knows all of them. Journeys run in web/. */
export function unknownToSchemaOrg(all: readonly string[]): string {
  const made = join(process.cwd(), 'node_modules', '.tests');
  mkdirSync(made, { recursive: true });
  const folder = mkdtempSync(join(made, 'structured-'));
  const literals = all.map((json) => {
    const record = JSON.parse(json, plain) as { '@type': string };
    return `(${JSON.stringify(record)}) satisfies schema.WithContext<schema.${record['@type']}>;`;
  });
  const file = join(folder, 'records.ts');
  writeFileSync(file, `import type * as schema from 'schema-dts';\n${literals.join('\n')}\n`);
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'esnext', '--moduleResolution', 'bundler', '--types', '', '--ignoreConfig'];
  const said = spawnSync('node_modules/.bin/tsc', [...options, file], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  if (said.error) throw said.error;
  return said.status === 0 ? '' : said.stdout + said.stderr;
}
