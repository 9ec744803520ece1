// How loud a track is, for the microphone meter and the "you are muted" hint.

/** Calls `on` about ten times a second with a level from 0 to 1 until the signal aborts. */
export function meter(track: MediaStreamTrack, on: (level: number) => void, signal: AbortSignal): void {
  const context = new AudioContext();
  runsFromTap(context, document, signal);
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    on(loudness(samples));
  }, 100);
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    source.disconnect();
    void context.close();
  });
}

/**
 * Lets a context run that the browser holds back until somebody acts on the page (Safari before the first tap, iOS after a call): from the
 * next tap or key on, until the signal aborts.
 */
export function runsFromTap(context: Pick<AudioContext, 'state' | 'resume'>, acts: EventTarget, signal: AbortSignal): void {
  const resume = () => {
    if (context.state !== 'running' && context.state !== 'closed') void context.resume().catch(() => undefined); // the next one tries again
  };
  for (const act of ['pointerup', 'keydown']) acts.addEventListener(act, resume, { signal, capture: true });
}

/** Root mean square mapped from -60..-12 dBFS to 0..1, so that ordinary speech fills about two thirds. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / samples.length);
  if (rms === 0) return 0;
  const db = 20 * Math.log10(rms);
  return Math.min(1, Math.max(0, (db + 60) / 48));
}

/** A tone for the speaker test, half a second, soft edges. Resolves when it has been heard. */
export async function tone(hertz = 523, sinkId?: string): Promise<void> {
  const context = new AudioContext(sinkId ? ({ sinkId } as AudioContextOptions) : {});
  const oscillator = new OscillatorNode(context, { frequency: hertz });
  const gain = new GainNode(context, { gain: 0 });
  oscillator.connect(gain).connect(context.destination);
  const now = context.currentTime;
  gain.gain.linearRampToValueAtTime(0.2, now + 0.05);
  gain.gain.setValueAtTime(0.2, now + 0.4);
  gain.gain.linearRampToValueAtTime(0, now + 0.5);
  oscillator.start();
  oscillator.stop(now + 0.55);
  await new Promise((done) => {
    oscillator.onended = done;
  });
  await context.close();
}
