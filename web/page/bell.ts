// The sound of a ring, made in the browser: two tones, a pause, and again until it is stopped. A browser that has not been
// touched yet stays silent; the banner and the title are there all the same.

const tones = [587, 784]; // Hz
const period = 2500; // ms

export class Bell {
  private context: AudioContext | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;

  start(): void {
    if (this.timer !== undefined) return;
    this.strike();
    this.timer = setInterval(() => this.strike(), period);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    void this.context?.close();
    this.context = undefined;
  }

  private strike(): void {
    this.context ??= new AudioContext();
    const context = this.context;
    if (context.state === 'suspended') void context.resume();
    tones.forEach((hz, i) => {
      const tone = context.createOscillator();
      const level = context.createGain();
      const from = context.currentTime + i * 0.22;
      tone.frequency.value = hz;
      level.gain.setValueAtTime(0, from);
      level.gain.linearRampToValueAtTime(0.25, from + 0.02);
      level.gain.exponentialRampToValueAtTime(0.001, from + 0.5);
      tone.connect(level).connect(context.destination);
      tone.start(from);
      tone.stop(from + 0.55);
    });
  }
}
