// Plays what is heard: one audio element a receiving line, for the life of a connection. Who speaks on a line may change. From the first
// moment that lines are to differ in loudness they go through a mixer as well, and the elements fall silent as long as that runs.

import { Mixer } from './mixer.ts';

export class Sound {
  /** The browser wants a tap before it plays. */
  onBlocked: (blocked: boolean) => void = () => {};
  private readonly elements = new Map<string, HTMLAudioElement>();
  private mixer: Mixer | null = null;
  private gains: ReadonlyMap<string, number> | null = null;

  /** Plays these streams from now on, by the mid of their line. */
  play(streams: ReadonlyMap<string, MediaStream>): void {
    this.stop();
    for (const [mid, stream] of streams) {
      const element = new Audio();
      element.autoplay = true;
      element.srcObject = stream;
      this.elements.set(mid, element);
    }
    this.mix(this.gains);
    void this.resume();
  }

  /** How loud each line is, 0 to 1; null is all as they are. */
  mix(gains: ReadonlyMap<string, number> | null): void {
    this.gains = gains;
    if (gains && !this.mixer && this.elements.size > 0) this.mixer = new Mixer(this.elements);
    this.mixer?.mix(gains ?? new Map());
  }

  /** Called from a tap when the browser had refused. */
  async resume(): Promise<void> {
    this.mixer?.resume();
    const played = await Promise.allSettled([...this.elements.values()].map((element) => element.play()));
    this.onBlocked(played.some((one) => one.status === 'rejected' && one.reason instanceof Error && one.reason.name === 'NotAllowedError'));
  }

  stop(): void {
    this.mixer?.close();
    this.mixer = null;
    for (const element of this.elements.values()) {
      element.pause();
      element.srcObject = null;
    }
    this.elements.clear();
  }
}

/** Two short notes for a knock; silent where the browser does not allow sound yet. */
export function chime(): void {
  const context = new AudioContext();
  const gain = new GainNode(context, { gain: 0 });
  gain.connect(context.destination);
  const now = context.currentTime;
  for (const [at, hertz] of [[0, 659], [0.16, 880]] as const) {
    const note = new OscillatorNode(context, { frequency: hertz });
    note.connect(gain);
    note.start(now + at);
    note.stop(now + at + 0.14);
    if (at > 0) note.onended = () => void context.close();
  }
  gain.gain.linearRampToValueAtTime(0.12, now + 0.02);
  gain.gain.linearRampToValueAtTime(0, now + 0.32);
}
