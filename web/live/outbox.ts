// Chat lines on their way: kept until the room has said them, sent again after a cut, slower when the room asks for it.

import { Refused } from './signal.ts';
import type { ChatMsg } from './wire.gen.ts';

export interface Outgoing {
  cid: string;
  text: string;
}

export interface OutboxOptions {
  send: (line: Outgoing) => Promise<void>;
  onChange: (lines: readonly Outgoing[]) => void;
  onRefused: (code: string) => void;
  signal: AbortSignal;
}

export class Outbox {
  private lines: readonly Outgoing[] = [];

  constructor(private readonly options: OutboxOptions) {}

  add(text: string): void {
    const line = { cid: crypto.randomUUID(), text };
    this.set([...this.lines, line]);
    void this.send(line);
  }

  /** This page is in the room (again): whatever was not said yet is sent; the room counts each line once. */
  sendAll(): void {
    for (const line of this.lines) void this.send(line);
  }

  said(chat: readonly ChatMsg[]): void {
    const known = new Set(chat.map((line) => line.cid));
    if (this.lines.some((line) => known.has(line.cid))) this.set(this.lines.filter((line) => !known.has(line.cid)));
  }

  private async send(line: Outgoing): Promise<void> {
    try {
      await this.options.send(line);
    } catch (error) {
      const code = error instanceof Refused ? error.code : 'lost';
      if (code === 'lost') return;
      if (code === 'rate' && error instanceof Refused) {
        const wait = setTimeout(() => void this.send(line), error.retryAfterMs || 2000);
        this.options.signal.addEventListener('abort', () => clearTimeout(wait));
        return;
      }
      this.set(this.lines.filter((one) => one !== line));
      this.options.onRefused(code);
    }
  }

  private set(lines: readonly Outgoing[]): void {
    this.lines = lines;
    this.options.onChange(lines);
  }
}
