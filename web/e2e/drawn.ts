// Pages as the server draws them from the examples of its templates (go run ./cmd/dev drawn).

import { execFileSync } from 'node:child_process';

/** All examples of some templates ("saved/stop") in a language, as HTML. */
export function examples(lang: string, names: readonly string[]): string[] {
  const program = process.env['ETRADE_E2E_DEV'];
  if (!program) throw new Error('ETRADE_E2E_DEV names no program; type: go run ./cmd/dev check journeys');
  const found = JSON.parse(execFileSync(program, ['drawn', lang, ...names], { encoding: 'utf8' })) as string[];
  if (found.length < names.length) throw new Error(`${found.length} examples of ${names.join(', ')}`);
  return found;
}
