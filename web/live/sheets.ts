// Opens the sheet that is shown: fetches the file and, with the first one, the program that draws it. One is open at a time.

import type { Sheet } from './pdf.ts';
import { startWorker } from './trusted.ts';

/** For a whole file over a weak link. */
const patience = 60_000;

/** The files of the program. */
export interface Reader {
  program: string;
  worker: string;
}

/** Opens a PDF until the signal aborts; then it is closed. */
export async function openSheet(file: string, reader: Reader, signal: AbortSignal): Promise<Sheet> {
  const [program, data] = await Promise.all([import(reader.program) as Promise<typeof import('./pdf.ts')>, fetched(file, signal)]);
  signal.throwIfAborted();
  const worker = startWorker(reader.worker);
  const sheet = await program.Sheet.open(data, worker).catch((error: unknown) => {
    worker.terminate();
    throw error;
  });
  const close = () => {
    sheet.close();
    worker.terminate();
  };
  if (signal.aborted) close();
  signal.addEventListener('abort', close, { once: true });
  signal.throwIfAborted();
  return sheet;
}

async function fetched(file: string, signal: AbortSignal): Promise<ArrayBuffer> {
  const answer = await fetch(file, { signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]) });
  if (!answer.ok || answer.redirected) throw new Error(`sheet: HTTP ${answer.status}`);
  return answer.arrayBuffer();
}
