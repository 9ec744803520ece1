// The server's table of pages, read from where it is written, so that a page that is new there is missed here.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A line of the table that answers with a page or a file; ("get" or "live", then the pattern). */
const line = /^\s*(?:get|live)\("\/\{lang\}([^"]*)"/gm;

/** Every GET route below the language: "", "/products", "/products/{sku}". Journeys run in web/. */
export function routes(): string[] {
  const table = readFileSync(join(process.cwd(), '..', 'server', 'routes.go'), 'utf8');
  return [...table.matchAll(line)].map(([, route = '']) => route);
}

/** What a path below the language must look like to be an address of the route; a named part is no word of a sibling. */
export function pattern(route: string): RegExp {
  const text = route.replaceAll(/[.]/g, '\\.').replaceAll(/\{[^}]+\}/g, '[^/?#]+');
  return new RegExp(`^${text}(?:[?#]|$)`);
}

/** The route that serves a path below the language: of those that fit, the one with the fewest open parts, as in the server's mux. */
export function routeOf(path: string, all: readonly string[]): string | undefined {
  const open = (route: string) => route.split('{').length;
  return all.filter((route) => pattern(route).test(path)).sort((a, b) => open(a) - open(b))[0];
}
