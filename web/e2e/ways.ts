// How journeys get to one example of each page of the server's table that all-pages.test.ts does not name itself.

import type { Page } from 'playwright-core';
import { addWebhook, askCode, askSignIn, batch, draftOffer, fromLetter, register, ring } from './addresses.ts';
import type { Role } from './people.ts';
import { routeOf } from './routes.ts';

/** A way to one page; a route without names in it needs none and is its own address. */
interface Way {
  as?: Role;
  /** The path of a page with a link to it, below the language; of a route with names, one that is found first. */
  from?: string;
  /** Its path, or what has to be done first, answering with the path. */
  path?: string | ((page: Page, lang: string) => Promise<string>);
}

export const ways: Record<string, Way> = {
  '/hs': {},
  '/hs/{code}': { from: '/hs' },
  '/verify/{code}': { from: '/companies/doedol-systems' },
  '/basket': {},
  '/rfqs': {},
  '/rfqs/{code}': { from: '/rfqs' },
  '/companies/{slug}/waitlist': { as: 'buyer', path: '/companies/doedol-systems/waitlist' },
  '/book/{slug}/{draft}/code': { path: askCode },
  '/sign-in/code': { path: askSignIn },
  '/sign-in/link': {},
  '/register': { path: register },
  '/letter/{secret}': { path: fromLetter },

  '/alerts/new': { as: 'buyer', path: '/alerts/new?q=%3Fq%3Dlaser' },
  '/wanted': { as: 'buyer' },
  '/wanted/{id}': { as: 'buyer', from: '/wanted' },
  '/inquiries': { as: 'buyer' },
  '/inquiries/{id}': { as: 'buyer', from: '/inquiries' },
  '/rfqs/new': { as: 'buyer' },
  '/rfqs/{code}/edit': { as: 'buyer', path: draftOffer },
  '/companies/{slug}/call': { as: 'buyer', path: '/companies/miraon-imaging/call' },
  '/rings/{id}': { as: 'buyer', path: ring },
  '/notifications': { as: 'buyer' },
  '/buyer': { as: 'buyer' },
  '/waitlist': { as: 'buyer' },
  '/calendar': { as: 'buyer' },
  '/verification': { as: 'buyer' },

  '/inquiries/settings': { as: 'supplier' },
  '/inquiries/{id}/invite': { as: 'supplier', from: '/inquiries/{id}' },
  '/studio': { as: 'supplier' },
  '/studio/company': { as: 'supplier' },
  '/studio/products/new': { as: 'supplier' },
  '/studio/products/{sku}': { as: 'supplier', from: '/studio' },
  '/studio/products/{sku}/edit/{section}': { as: 'supplier', from: '/studio/products/{sku}' },
  '/studio/products/{sku}/texts/{to}': { as: 'supplier', from: '/studio/products/{sku}' },
  '/studio/products/{sku}/certificates': { as: 'supplier', from: '/studio/products/{sku}' },
  '/studio/products/{sku}/media': { as: 'supplier', path: '/studio/products/MI-H2/media' },
  '/studio/import': { as: 'supplier' },
  '/people/{slug}': { as: 'supplier', path: '/people/miraon-imaging' },
  '/studio/import/{id}': { as: 'supplier', from: '/studio/import' },
  '/consultations/{number}/invite': { as: 'supplier', path: '/consultations/SW-2026-0005/invite' },
  '/consultations/{number}/briefing': { as: 'supplier', path: '/consultations/SW-2026-0011/briefing' },
  '/desk/rings/settings': { as: 'supplier' },

  '/interpreting': { as: 'interpreter' },
  '/interpreting/absence': { as: 'interpreter' },

  '/desk/interpreters': { as: 'officer' },
  '/desk/interpreters/new': { as: 'officer' },
  '/desk/makers/new': { as: 'officer' },
  '/desk/today': { as: 'officer' },
  '/desk/zones': { as: 'officer' },
  '/desk/swap': { as: 'officer' },
  '/desk/ties': { as: 'officer' },
  '/desk/rules': { as: 'officer' },
  '/desk/audit': { as: 'officer' },
  '/desk/settings': { as: 'officer' },
  '/desk/rings': { as: 'officer' },
  '/desk/inquiries': { as: 'officer' },
  '/desk/products': { as: 'officer' },
  '/desk/products/{sku}': { as: 'officer', from: '/desk/products' },
  '/desk/products/batch/{batch}': { as: 'officer', path: batch },
  '/desk/companies/{slug}': { as: 'officer', path: '/desk/companies/miraon-imaging' },
  '/desk/certificates': { as: 'officer' },
  '/desk/trust': { as: 'officer' },
  '/desk/trust/{slug}': { as: 'officer', from: '/desk/trust' },
  '/desk/watch': { as: 'officer' },
  '/desk/words': { as: 'officer' },

  '/desk/endorsements': { as: 'partner' },
  '/desk/endorsements/{code}': { as: 'partner', from: '/desk/endorsements' },

  '/webhooks': { as: 'operator' },
  '/webhooks/{endpoint}': { as: 'operator', path: addWebhook },
};

/** Pages that no demo has by itself at any hour, by the templates whose examples are looked at instead. */
export const drawnPages: Record<string, string> = {
  '/alerts/stop/{secret}': 'saved/stop', // its letter goes once a week
  '/digest/stop/{secret}': 'digest/stop', // its letter goes in the morning
  '/join/{secret}': 'consultation/join', // needs somebody who was invited to come along
  '/join/{secret}/room': 'live/room', // the same
  '/standby/{id}': 'refill/standby', // needs a meeting that breaks while others stand by
};

/** What the table has besides pages. */
export const noPage: Record<string, string> = {
  '/products/{sku}/brochures/{brochure}': 'a file',
  '/products/{sku}/qr.svg': 'a file',
  '/export/{format}': 'a file',
  '/consultations/{number}/documents': 'a list for the room',
  '/join/{secret}/documents': 'a list for the room',
  '/consultations/{number}/invite.ics': 'a file',
  '/consultations/{number}/files/{file}': 'a file',
  '/inquiries/{id}/files/{file}': 'a file',
  '/rfqs/{code}/files/{file}': 'a file',
  '/certificates/{id}/file': 'a file',
  '/studio/template.xlsx': 'a file',
  '/studio/products.xlsx': 'a file',
  '/studio/products.csv': 'a file',
  '/studio/import/{id}/errors.csv': 'a file',
  '/studio/import/{id}/errors.xlsx': 'a file',
  '/verification/evidence/{id}': 'a file',
  '/rings/{id}/film': 'a file',
  '/desk/report/links.csv': 'a file',
  '/desk/audit.csv': 'a file',
  '/desk/audit.xlsx': 'a file',
  '/desk/endorsements/{code}/statement': 'a file',
  '/dev/mail/{id}/html': 'a letter in a frame of the page about it',
  '/dev/mail/{id}/invite.ics': 'a file',
  '/desk/rings/now': 'what rings, for the script of every page',
};

/** The path of one example of the route, below the language, for who is signed in on the page. */
export async function find(route: string, page: Page, lang: string, table: readonly string[]): Promise<string> {
  const { from, path } = ways[route] ?? {};
  if (typeof path === 'function') return path(page, lang);
  if (path !== undefined) return path;
  if (from === undefined) return route;
  const known = ways[from];
  const answer = await page.request.get(`/${lang}${known ? await find(from, page, lang, table) : from}`);
  for (const [, link = ''] of (await answer.text()).matchAll(/href="\/[\w-]+(\/[^"]*)"/g)) {
    const there = link.replaceAll('&amp;', '&');
    if (routeOf(there, table) === route) return there;
  }
  throw new Error(`${answer.url()} (${answer.status()}) has no link to ${route}`);
}
