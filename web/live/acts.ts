// What a participant may ask of the room, one method each; the server decides who may (PROTOCOL.md, "Who may do what").

import type { DenyReason, Source, ToServer } from './wire.gen.ts';

export class Acts {
  constructor(private readonly ask: (message: ToServer) => void) {}

  hand(up: boolean): void {
    this.ask({ t: 'hand', d: { up } });
  }
  tellHosts(text: string): void {
    this.ask({ t: 'lobby.message', d: { text } });
  }
  admit(pid: string): void {
    this.ask({ t: 'lobby.admit', d: { pid } });
  }
  admitAll(): void {
    this.ask({ t: 'lobby.admit_all', d: {} });
  }
  deny(pid: string, reason: DenyReason): void {
    this.ask({ t: 'lobby.deny', d: { pid, reason } });
  }
  tellVisitor(pid: string, text: string): void {
    this.ask({ t: 'lobby.message', d: { pid, text } });
  }
  present(id: string, page: number): void {
    this.ask({ t: 'doc.present', d: { id, page } });
  }
  turn(page: number): void {
    this.ask({ t: 'doc.page', d: { page } });
  }
  putAway(): void {
    this.ask({ t: 'doc.close', d: {} });
  }
  mute(pid: string, source: Source): void {
    this.ask({ t: 'mute', d: { pid, source } });
  }
  askUnmute(pid: string, source: Source): void {
    this.ask({ t: 'unmute.ask', d: { pid, source } });
  }
  sendBack(pid: string): void {
    this.ask({ t: 'lobby.return', d: { pid } });
  }
  remove(pid: string, ban: boolean): void {
    this.ask({ t: 'remove', d: { pid, ban } });
  }
  startWithout(): void {
    this.ask({ t: 'start.without', d: {} });
  }
  /** Ten more minutes: asks or agrees; or says no, or takes the own wish back. */
  extend(yes: boolean): void {
    this.ask({ t: 'extend', d: { yes } });
  }
  lock(on: boolean): void {
    this.ask({ t: 'lock', d: { on } });
  }
  /** Beside the original, which is turned down to `duck` percent while the channel is spoken on; an empty `lang` is the original alone. */
  listen(lang: string, duck: number): void {
    this.ask({ t: 'listen.set', d: { lang, duck } });
  }
  /** Into a language, or with an empty one to everybody. */
  interpret(to: string): void {
    this.ask({ t: 'interp.direction', d: { to } });
  }
  takeOver(pid: string): void {
    this.ask({ t: 'interp.take', d: { pid } });
  }
  askSlower(): void {
    this.ask({ t: 'interp.slower', d: {} });
  }
  endForAll(): void {
    this.ask({ t: 'end', d: {} });
  }
}
