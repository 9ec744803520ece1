// The socket to the room's server: hello with a ticket or the resume token, requests and their replies, acks, pings, and
// coming back. It knows frames and sessions and nothing of rooms: messages go to `onMessage` as they come.

import { offset } from './clock.ts';
import { Retry, verdictOf } from './retry.ts';
import {
  SUBPROTOCOL, VERSION, type ErrorCode, type FrameToClient, type Hello, type HelloOK, type Resume, type ToServer,
} from './wire.gen.ts';

export interface Pass {
  ticket: string;
  /** ws: or wss: address of the node that owns the room. */
  socket: string;
}

export type SignalStatus =
  | { is: 'connecting' }
  | { is: 'open' }
  /** Lost and coming back; `since` is local ms. */
  | { is: 'lost'; since: number }
  /** The same person is here by another tab: `connect({ takeover: true })` moves the seat. */
  | { is: 'elsewhere' }
  /** For good. `code` is an error code, or the close code as text. */
  | { is: 'closed'; code: string };

/** The part of WebSocket that is used. */
export interface Socket {
  send(text: string): void;
  close(code?: number): void;
  addEventListener(type: 'open', on: () => void): void;
  addEventListener(type: 'message', on: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', on: (event: { code: number }) => void): void;
}

export interface SignalOptions {
  /** A fresh ticket from the portal; rejects with `Refused` when the seat is gone. */
  pass: () => Promise<Pass>;
  /** Where any node answers, and leads to the room's: for when the node that had the room is gone. */
  home?: string;
  /** Each frame after the signal has taken its own part of it. */
  onMessage: (frame: FrameToClient) => void;
  onStatus: (status: SignalStatus) => void;
  /** n of the last chat line that this page holds. */
  lastChat?: () => number;
  retry?: Retry;
  open?: (url: string) => Socket;
  now?: () => number;
}

export class Refused extends Error {
  constructor(readonly code: ErrorCode | 'lost' | 'seat' | 'signed_out', readonly retryAfterMs = 0) {
    super(`refused: ${code}`);
  }
}

interface Asked {
  t: ToServer['t'];
  frame: string;
  done: () => void;
  failed: (error: Refused) => void;
}

const pingEvery = 2000;
const silence = 7000;
/** From dialling to the answer to the hello; a network that swallows everything would keep a socket waiting for minutes. */
const helloWithin = 8000;

export class Signal {
  private socket: Socket | null = null;
  private resume: Resume | null = null;
  private url = '';
  private ready = false;
  private stopped = false;
  private takeover = false;
  private newMedia = false;
  private renewals = 0;
  /** Dials of this session since it was last open. */
  private misses = 0;
  /** Ids are never used again in a session, and a session outlives a reload of the page. */
  private readonly page = crypto.randomUUID().slice(0, 8);
  private nextId = 1;
  private helloId = '';
  private lastSeq = 0;
  private ackedSeq = 0;
  private lostAt = 0;
  private heardAt = 0;
  private clockOffset = 0;
  private bestTrip = Infinity;
  private attempt = 0;
  private readonly asked = new Map<string, Asked>();
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private helloTimer: ReturnType<typeof setTimeout> | undefined;
  private pingTimer: ReturnType<typeof setInterval> | undefined;
  private readonly retry: Retry;
  private readonly open: (url: string) => Socket;
  private readonly now: () => number;

  constructor(private readonly options: SignalOptions) {
    this.retry = options.retry ?? new Retry();
    this.open = options.open ?? ((url) => new WebSocket(url, SUBPROTOCOL));
    this.now = options.now ?? Date.now;
  }

  /** Begins, or begins again: with a kept session after a reload, or by taking the seat over from another tab. */
  connect({ takeover = false, session }: { takeover?: boolean; session?: { resume: Resume; url: string } } = {}): void {
    this.stopped = false;
    this.takeover = takeover;
    if (session) {
      this.resume = session.resume;
      this.url = session.url;
      this.newMedia = true; // a reloaded page has no connection to go on with
    }
    this.options.onStatus({ is: 'connecting' });
    void this.dial();
  }

  /** What a reload of the page needs to come back to the same seat. */
  get session(): { resume: Resume; url: string } | null {
    return this.resume ? { resume: this.resume, url: this.url } : null;
  }

  /** Milliseconds to add to the local clock for the server's. */
  get serverOffset(): number {
    return this.clockOffset;
  }

  /** Asks for something; resolves with the server's ok. Survives a lost socket: it is asked again in the same session. */
  request(message: ToServer): Promise<void> {
    if (message.t === 'offer') this.forget('lost', aboutMedia); // a newer one replaces what was asked before
    const id = this.freshId();
    const frame = JSON.stringify({ v: VERSION, t: message.t, id, d: message.d });
    return new Promise((done, failed) => {
      this.asked.set(id, { t: message.t, frame, done, failed });
      if (this.ready) this.socket?.send(frame);
    });
  }

  /** Says something that needs no reply and is worth nothing later. */
  say(message: ToServer): void {
    if (this.ready) this.socket?.send(JSON.stringify({ v: VERSION, t: message.t, d: message.d }));
  }

  /** The network changed: come back at once if the socket is lost, else find out now whether it still answers. */
  networkChanged(): void {
    if (this.stopped) return;
    if (!this.ready) {
      this.retry.reset();
      void this.dial();
      return;
    }
    this.heardAt = Math.min(this.heardAt, this.now() - silence + pingEvery / 2);
    this.ping();
  }

  /** The connection is beyond mending: comes back to the same seat for a new one. */
  renewMedia(): void {
    if (this.stopped) return;
    this.newMedia = true;
    if (this.ready) void this.dial();
  }

  /** Leaves for good. */
  leave(): void {
    this.say({ t: 'bye', d: {} });
    this.stop();
    this.socket?.close(1000);
    this.socket = null;
  }

  private async dial(): Promise<void> {
    clearTimeout(this.retryTimer);
    const attempt = ++this.attempt;
    this.drop();
    let hello: Hello;
    try {
      hello = await this.hello();
    } catch (error) {
      if (attempt !== this.attempt) return;
      if (error instanceof Refused) this.close(error.code);
      else this.lost(); // the portal did not answer: it may be back soon
      return;
    }
    if (attempt !== this.attempt || this.stopped) return;
    this.misses += 1;
    if (this.misses > 1 && this.options.home) this.url = this.options.home;
    const socket = this.open(this.url);
    this.socket = socket;
    this.helloId = this.freshId();
    this.helloTimer = setTimeout(() => {
      this.drop();
      this.lost();
    }, helloWithin);
    const greeting = JSON.stringify({ v: VERSION, t: 'hello', id: this.helloId, d: hello });
    socket.addEventListener('open', () => socket.send(greeting));
    socket.addEventListener('message', ({ data }) => {
      if (this.socket === socket && typeof data === 'string') this.take(JSON.parse(data) as FrameToClient);
    });
    socket.addEventListener('close', ({ code }) => {
      if (this.socket === socket) this.closed(code);
    });
  }

  private freshId(): string {
    return `${this.page}-${this.nextId++}`;
  }

  private async hello(): Promise<Hello> {
    const more = { ...(this.takeover && { takeover: true }), ...this.chatKept() };
    if (this.resume) return { resume: this.resume, ...(this.newMedia && { newMedia: true }), ...more };
    const pass = await this.options.pass();
    this.url = pass.socket;
    return { ticket: pass.ticket, ...more };
  }

  private chatKept(): { lastChat?: number } {
    const n = this.options.lastChat?.() ?? 0;
    return n > 0 ? { lastChat: n } : {};
  }

  private take(frame: FrameToClient): void {
    this.heardAt = this.now();
    if (frame.seq) this.lastSeq = frame.seq;
    if (frame.re === this.helloId && frame.t === 'error') return this.helloRefused(frame.d.code, frame.d.retryAfterMs);
    switch (frame.t) {
      case 'hello.ok':
        this.opened(frame.d);
        break;
      case 'pong':
        this.tripped(frame.d.t, frame.d.serverTime);
        break;
      case 'ok':
      case 'error':
        if (frame.t === 'error' && !frame.re && frame.d.code === 'rate') this.retry.atLeast(frame.d.retryAfterMs ?? 0);
        this.answered(frame.re ?? '', frame.t === 'error' ? new Refused(frame.d.code, frame.d.retryAfterMs) : null);
        break;
      case 'moved':
        this.url = frame.d.url;
        this.misses = 0;
        break;
      case 'bye':
        clearInterval(this.pingTimer); // the last word: the socket closes now
        break;
    }
    this.options.onMessage(frame);
  }

  private opened(hello: HelloOK): void {
    this.resume = { sid: hello.sid, token: hello.resume };
    this.takeover = false;
    this.newMedia = false;
    this.renewals = 0;
    this.misses = 0;
    this.ready = true;
    this.lostAt = 0;
    this.lastSeq = this.ackedSeq = 0;
    this.bestTrip = Infinity;
    this.clockOffset = hello.serverTime - this.now();
    this.retry.reset();
    clearTimeout(this.helloTimer);
    clearInterval(this.pingTimer);
    this.pingTimer = setInterval(() => this.beat(), pingEvery);
    this.ping();
    if (hello.newMedia) this.forget('lost', aboutMedia); // of the connection before: the new one would take the answer for its own
    if (hello.resumed) for (const { frame } of this.asked.values()) this.socket?.send(frame);
    else this.forget('lost');
    this.options.onStatus({ is: 'open' });
  }

  private helloRefused(code: ErrorCode, retryAfterMs = 0): void {
    switch (code) {
      case 'ticket_invalid':
      case 'session_unknown':
        this.drop();
        this.renew();
        return;
      case 'already_here':
        this.drop();
        this.resume = null;
        this.forget('lost');
        this.options.onStatus({ is: 'elsewhere' });
        return;
      case 'rate':
      case 'unavailable':
        this.retry.atLeast(retryAfterMs);
        this.drop();
        this.lost();
        return;
      default:
        this.close(code);
    }
  }

  /** The session or ticket is spent: the first fresh ticket is asked for at once, the next ones with the usual waits. */
  private renew(): void {
    this.resume = null;
    this.renewals += 1;
    if (this.renewals === 1) void this.dial();
    else this.lost();
  }

  private closed(code: number): void {
    this.drop();
    switch (verdictOf(code)) {
      case 'stop':
        this.close(String(code));
        return;
      case 'renew':
        this.renew();
        return;
      case 'resume':
        this.lost();
    }
  }

  private lost(): void {
    if (this.stopped) return;
    this.lostAt ||= this.now();
    this.options.onStatus({ is: 'lost', since: this.lostAt });
    this.retryTimer = setTimeout(() => void this.dial(), this.retry.next());
  }

  private close(code: string): void {
    this.stop();
    this.drop();
    this.resume = null;
    this.forget('lost');
    this.options.onStatus({ is: 'closed', code });
  }

  private stop(): void {
    this.stopped = true;
    this.attempt += 1;
    this.ready = false;
    clearTimeout(this.retryTimer);
    clearTimeout(this.helloTimer);
    clearInterval(this.pingTimer);
  }

  private drop(): void {
    this.ready = false;
    clearTimeout(this.helloTimer);
    clearInterval(this.pingTimer);
    const socket = this.socket;
    this.socket = null;
    socket?.close(1000);
  }

  private beat(): void {
    if (this.now() - this.heardAt > silence) {
      this.drop();
      this.lost();
      return;
    }
    if (this.lastSeq > this.ackedSeq) {
      this.ackedSeq = this.lastSeq;
      this.say({ t: 'ack', d: { n: this.lastSeq } });
    }
    this.ping();
  }

  private ping(): void {
    this.say({ t: 'ping', d: { t: this.now() } });
  }

  /** The shortest round trip of a session tells the clocks' difference best. */
  private tripped(sentAt: number, serverTime: number): void {
    const receivedAt = this.now();
    const trip = receivedAt - sentAt;
    if (trip < 0 || trip > this.bestTrip) return;
    this.bestTrip = trip;
    this.clockOffset = offset(sentAt, receivedAt, serverTime);
  }

  private answered(id: string, error: Refused | null): void {
    const asked = this.asked.get(id);
    if (!asked) return;
    this.asked.delete(id);
    if (error) asked.failed(error);
    else asked.done();
  }

  private forget(code: 'lost', which: (asked: Asked) => boolean = () => true): void {
    for (const [id, asked] of [...this.asked]) {
      if (!which(asked)) continue;
      this.asked.delete(id);
      asked.failed(new Refused(code));
    }
  }
}

function aboutMedia({ t }: Asked): boolean {
  return t === 'offer' || t === 'cand';
}
