// Browsers without RED (Firefox) lose of their voice what the link loses. Where they let a worker have the frames before they are sent, the
// worker sends each once more (voice.ts). A worker that does not start changes nothing.

interface Transform {
  new (worker: Worker): unknown;
}
interface Policies {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
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
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  const trusted = trustedTypes ? trustedTypes.createPolicy('portal', { createScriptURL: () => url }).createScriptURL(url) : url;
  const made = new Worker(trusted, { type: 'module' });
  return new Promise((ready) => made.addEventListener('message', () => ready(made), { once: true }));
}
