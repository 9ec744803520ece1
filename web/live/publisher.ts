// What this participant sends: brings what is wanted, what the server was told and what is attached into line, one step
// at a time. A track is attached only after the server has confirmed its mute state, and detached before a mute is told.

import type { PublishSet, Source } from './wire.gen.ts';

export interface Outlet {
  /** Tells the server; rejects when it refuses or when the session is lost. */
  tell(set: PublishSet): Promise<void>;
  /** Attaches a track to its line, or takes it off. */
  attach(source: Source, track: MediaStreamTrack | null): Promise<void>;
}

interface Line {
  track: MediaStreamTrack | null;
  muted: boolean;
  told: { active: boolean; muted: boolean } | null;
  /** Undefined on a new connection, while the one before may still carry something. */
  attached: MediaStreamTrack | null | undefined;
}

export class Publisher {
  private readonly lines = new Map<Source, Line>();
  private running = false;
  private again = false;
  private open = false;

  constructor(private readonly out: Outlet) {}

  /** What should be sent from now on; without a track the source is not active. */
  want(source: Source, track: MediaStreamTrack | null, muted: boolean): void {
    const line = this.line(source);
    line.track = track;
    line.muted = muted;
    this.sync();
  }

  /**
   * The participant is in, and the server holds `told` of it: nothing in a new session, the kept sources after a resume.
   * With `fresh` the connection is new and carries nothing yet.
   */
  begin(told: readonly { source: Source; muted: boolean }[], fresh: boolean): void {
    this.open = true;
    for (const [source, line] of this.lines) {
      const kept = told.find((track) => track.source === source);
      line.told = { active: kept !== undefined, muted: kept?.muted ?? false };
      if (fresh) line.attached = line.attached ? undefined : null;
    }
    this.sync();
  }

  /** Not in: the socket is gone (what is attached goes on), or the person waits in the lobby (`detach`). */
  pause(detach: boolean): void {
    this.open = false;
    if (!detach) return;
    for (const [source, line] of this.lines) {
      line.told = null;
      if (line.attached !== null) {
        line.attached = null;
        void this.out.attach(source, null);
      }
    }
  }

  private line(source: Source): Line {
    let line = this.lines.get(source);
    if (!line) {
      line = { track: null, muted: false, told: null, attached: null };
      this.lines.set(source, line);
    }
    return line;
  }

  private sync(): void {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    void this.run().finally(() => {
      this.running = false;
      if (this.again) {
        this.again = false;
        this.sync();
      }
    });
  }

  private async run(): Promise<void> {
    for (const [source, line] of this.lines) {
      const carries = line.muted ? null : line.track;
      if (line.attached !== null && !carries) await this.attach(source, line, null);
      if (!this.open) continue;
      const set = { active: line.track !== null, muted: line.muted };
      if (set.active !== (line.told?.active ?? false) || (set.active && set.muted !== line.told?.muted)) {
        line.told = set;
        try {
          await this.out.tell({ source, ...set });
        } catch {
          line.told = null; // refused or lost: `begin` or the next wish tells it again
          continue;
        }
      }
      // Wishes may have changed while the server answered: only what it was told is attached.
      const now = line.told?.active && !line.told.muted && !line.muted ? line.track : null;
      if (line.attached !== now) await this.attach(source, line, now);
    }
  }

  private async attach(source: Source, line: Line, track: MediaStreamTrack | null): Promise<void> {
    line.attached = track;
    await this.out.attach(source, track);
  }
}
