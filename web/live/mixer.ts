// Lines of sound at different loudness. Remote streams flow into Web Audio only while an element plays them too (Chromium), so the elements go
// on, muted; where the context does not run, for want of a tap or of a sound card, they are heard as they are.

const ramp = 0.08; // s

export class Mixer {
  private readonly context = new AudioContext();
  private readonly lines = new Map<string, GainNode>();

  constructor(private readonly elements: ReadonlyMap<string, HTMLAudioElement>) {
    for (const [mid, { srcObject }] of elements) {
      if (!(srcObject instanceof MediaStream)) continue;
      const gain = new GainNode(this.context);
      this.context.createMediaStreamSource(srcObject).connect(gain).connect(this.context.destination);
      this.lines.set(mid, gain);
    }
    this.context.onstatechange = () => this.silence(this.context.state === 'running');
    this.silence(this.context.state === 'running');
    this.resume();
  }

  /** Lines that are not named are as they are. */
  mix(gains: ReadonlyMap<string, number>): void {
    const now = this.context.currentTime;
    for (const [mid, { gain }] of this.lines) {
      const to = gains.get(mid) ?? 1;
      gain.cancelScheduledValues(now);
      gain.setValueAtTime(gain.value, now);
      gain.linearRampToValueAtTime(to, now + ramp);
    }
  }

  resume(): void {
    if (this.context.state !== 'running') this.context.resume().catch(() => undefined); // the elements are heard
  }

  close(): void {
    this.context.onstatechange = null;
    this.silence(false);
    this.context.close().catch(() => undefined);
  }

  /** Either the mixer is heard or the elements are. */
  private silence(elements: boolean): void {
    for (const element of this.elements.values()) element.muted = elements;
  }
}
