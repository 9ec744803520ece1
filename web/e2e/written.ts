// The data of a demo, written once for all journeys that begin at the same time: writing them takes a start six seconds of a
// processor, copying the folder a third of one.

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a demo wrote that began at an instant, and where its clock stood at the end; without one it went by the machine's. */
export interface Wrote {
  data: string;
  clock?: string;
}

/** How long data are taken for those of "now", ms: what a demo has in half an hour must stay ahead of who comes last. */
const now = 8 * 60_000;

/**
 * The folder with the data of a demo of this instant, or of now, and where a demo on a copy of it begins; undefined where
 * journeys share none. A copy goes on where the clock stood of the one that wrote, so that nothing is of its future.
 */
export async function writtenDemo(clock: string | undefined, write: (clock?: string) => Promise<Wrote>): Promise<Wrote | undefined> {
  const folder = process.env['ETRADE_E2E_WRITTEN'];
  if (!folder) return undefined;
  const data = join(folder, clock?.replaceAll(':', '') ?? `now-${Math.floor(Date.now() / now)}`);
  if (!existsSync(data)) keepOne(await write(clock), data);
  return { data, ...(clock && { clock: readFileSync(join(data, 'written-at'), 'utf8') }) };
}

/** Gives the folder its name when it is whole; of two journeys that wrote at once the first one's is kept. */
function keepOne(wrote: Wrote, as: string): void {
  if (wrote.clock) writeFileSync(join(wrote.data, 'written-at'), wrote.clock);
  try {
    renameSync(wrote.data, as);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
    rmSync(wrote.data, { recursive: true });
  }
}
