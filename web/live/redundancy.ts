// Browsers without RED (Firefox) lose of their voice what the link loses. Where they let a worker have the frames before they are sent, the
// worker sends each once more (voice.ts). A worker that does not start changes nothing.

import { startWorker } from './trusted.ts';

interface Transform {
  new (worker: Worker): unknown;
}

let worker: Promise<Worker> | null = null;

/** Has what the sender sends go twice, if that is of use. */
export function sendTwice(sender: RTCRtpSender): void {
  const { RTCRtpScriptTransform: Transform } = globalThis as { RTCRtpScriptTransform?: Transform };
  if (!Transform || redundant()) return;
  const url = document.querySelector<HTMLElement>('[data-voice]')?.dataset.voice;
  if (!url) return;
  worker ??= start(url);
  void worker.then((ready) => Object.assign(sender, { transform: new Transform(ready) }));
}

/** The browser does it by itself. */
function redundant(): boolean {
  return RTCRtpSender.getCapabilities('audio')?.codecs.some(({ mimeType }) => mimeType.toLowerCase() === 'audio/red') ?? false;
}

function start(url: string): Promise<Worker> {
  const made = startWorker(url);
  return new Promise((ready) => made.addEventListener('message', () => ready(made), { once: true }));
}
