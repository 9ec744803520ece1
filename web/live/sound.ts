// Plays what is heard: one audio element a receiving line, for the life of a connection. Who speaks on a line may change.

export class Sound {
  /** The browser wants a tap before it plays. */
  onBlocked: (blocked: boolean) => void = () => {};
  private elements: HTMLAudioElement[] = [];

  play(streams: readonly MediaStream[]): void {
    this.stop();
    this.elements = streams.map((stream) => {
      const element = new Audio();
      element.autoplay = true;
      element.srcObject = stream;
      return element;
    });
    void this.resume();
  }

  /** Called from a tap when the browser had refused. */
  async resume(): Promise<void> {
    const played = await Promise.allSettled(this.elements.map((element) => element.play()));
    this.onBlocked(played.some((one) => one.status === 'rejected' && one.reason instanceof Error && one.reason.name === 'NotAllowedError'));
  }

  stop(): void {
    for (const element of this.elements) {
      element.pause();
      element.srcObject = null;
    }
    this.elements = [];
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
