// One participant's call: ties the socket, the room's state, the media connection and devices together. It has a view and
// says when the view has changed; it draws nothing and knows no framework.

import { Acts } from './acts.ts';
import { Connection } from './connection.ts';
import type { Detour } from './ladder.ts';
import { gains } from './hearing.ts';
import { Media } from './media.ts';
import { news, type News } from './news.ts';
import { Outbox, type Outgoing } from './outbox.ts';
import { nothingOwn, OwnMedia, type OwnView } from './own.ts';
import { videoSlots, type Link } from './peer.ts';
import { Publisher } from './publisher.ts';
import { Refused, Signal, type Pass, type SignalStatus } from './signal.ts';
import { expected, sent } from './slots.ts';
import { nothing, reduce, self, trackOf, type RoomState } from './state.ts';
import { noVerdict, type Verdict } from './stats.ts';
import { tryWay } from './way.ts';
import type { DocPointer, FrameToClient, HelloOK, Resume, Source, Stats, ToServer, Wish } from './wire.gen.ts';

export interface CallView {
  room: RoomState;
  /** Who spoke last; stays when it is quiet. */
  lastSpeaker: string;
  signal: SignalStatus;
  link: Link;
  verdict: Verdict;
  own: OwnView;
  /** No pictures at all, to save a weak link. */
  lowband: boolean;
  outgoing: readonly Outgoing[];
  soundBlocked: boolean;
  /** This page has asked to come in. */
  entered: boolean;
}

/** Moments that need the person: a sound, a question, a note. */
export type Moment =
  | { is: 'news'; news: News }
  | { is: 'knocked'; name: string }
  | { is: 'lobby_said'; name: string; text: string }
  | { is: 'muted'; by: string; source: Source }
  | { is: 'unmute_asked'; by: string; source: Source }
  | { is: 'slower'; by: string }
  | { is: 'detour'; detour: Detour }
  | { is: 'refused'; code: string };

/** What a reload of the page keeps. */
export interface Kept {
  session: { resume: Resume; url: string };
  own: Pick<OwnView, 'mic' | 'camera'>;
  lowband: boolean;
  entered: boolean;
}

export interface CallOptions {
  /** A fresh ticket from the portal. */
  pass: () => Promise<Pass>;
  home: string;
  onView: (view: CallView) => void;
  onMoment: (moment: Moment) => void;
  lang: string;
}

export class Call {
  readonly media = new Media();
  readonly own: OwnMedia;
  readonly acts = new Acts((message) => this.ask(message));
  private readonly signal: Signal;
  private readonly publisher: Publisher;
  private readonly outbox: Outbox;
  private readonly connection: Connection;
  private readonly over = new AbortController();
  private freshPeer = false;
  /** In the seat of another page, which is gone or has been taken over from: what it has muted stays muted. */
  private adopting = false;
  private wished: readonly Wish[] = [];
  private toldWant = '';
  private current: CallView = {
    room: nothing, lastSpeaker: '', signal: { is: 'connecting' }, link: 'connecting', verdict: noVerdict, own: nothingOwn,
    lowband: false, outgoing: [], soundBlocked: false, entered: false,
  };

  constructor(private readonly options: CallOptions) {
    this.signal = new Signal({
      pass: options.pass,
      home: options.home,
      onMessage: (frame) => this.take(frame),
      onStatus: (status) => this.statusChanged(status),
      lastChat: () => this.current.room.chat.at(-1)?.n ?? 0,
    });
    this.publisher = new Publisher({
      tell: (set) => this.signal.request({ t: 'publish.set', d: set }),
      attach: (source, track) => this.connection.attach(source, track),
    });
    this.own = new OwnMedia(this.media, this.publisher, {
      onChange: (own) => this.show({ own }),
      mutedByHost: (source) => this.mutedByHost(source),
      onHostMuted: () => options.onMoment({ is: 'refused', code: 'host_muted' }),
    });
    this.outbox = new Outbox({
      send: (line) => this.signal.request({ t: 'chat.send', d: { ...line, lang: options.lang } }),
      onChange: (outgoing) => this.show({ outgoing }),
      onRefused: (code) => options.onMoment({ is: 'refused', code }),
      signal: this.over.signal,
    });
    this.connection = new Connection({
      tell: (message) => this.ask(message, ['stale', 'lost', 'rate']), // the connection offers again by itself
      slots: () => this.current.room.slots,
      gains: (slots) => gains(this.current.room, slots),
      expected: () => expected(this.current.room),
      sent: () => sent(this.current.room),
      onStats: (stats) => this.record(stats),
      onLink: (link) => this.show({ link }),
      onVerdict: (verdict) => this.show({ verdict }),
      onFlowing: (mids) => this.flowing(mids),
      onDetour: (detour) => options.onMoment({ is: 'detour', detour }),
      tryWay: async (way, ice, signal) => (await tryWay('/live/check', way, ice, signal)) !== null,
      onNetwork: () => this.signal.networkChanged(),
      onFallen: () => this.signal.renewMedia(),
      onCrossed: () => this.show({}),
      onSoundBlocked: (soundBlocked) => this.show({ soundBlocked }),
      signal: this.over.signal,
    });
  }

  get view(): CallView {
    return this.current;
  }

  /** The server's clock now, ms since 1970. */
  get serverNow(): number {
    return Date.now() + this.signal.serverOffset;
  }

  /** What arrives on a receiving line. */
  stream(mid: string): MediaStream | null {
    return this.connection.stream(mid);
  }

  connect(kept?: Kept): void {
    this.signal.connect(kept ? { session: kept.session } : {});
    if (!kept) return;
    this.show({ entered: kept.entered, lowband: kept.lowband });
    void this.own.restore(kept.own);
  }

  /** Takes the seat over from another tab. */
  takeOver(): void {
    this.signal.connect({ takeover: true });
  }

  /** Comes in, or knocks where somebody has to open. */
  enter(): void {
    this.show({ entered: true });
    this.resumeSound();
    this.knock();
    if (this.current.room.standing === 'in') this.placed();
  }

  /** What the next load of this page comes back with; null when there is nothing to come back to. */
  kept(): Kept | null {
    const { session } = this.signal;
    const { own, lowband, room, entered } = this.current;
    return session && room.standing !== 'over' ? { session, own: { mic: own.mic, camera: own.camera }, lowband, entered } : null;
  }

  leave(): void {
    this.signal.leave();
    this.show({ room: { ...this.current.room, standing: 'over', farewell: { code: 1000, reason: 'left' } } });
    this.close();
  }

  /** What the page shows, most wanted first. */
  wish(wished: readonly Wish[]): void {
    this.wished = wished;
    this.tellWant();
  }

  setLowband(lowband: boolean): void {
    this.show({ lowband });
    if (lowband) void this.own.setCamera(false);
    this.tellWant();
  }

  /** From a tap, where the browser wants one before it plays. */
  resumeSound(): void {
    this.connection.resumeSound();
  }

  /** Shows the others where on the page one points. */
  point(at: DocPointer): void {
    this.signal.say({ t: 'doc.pointer', d: at });
  }

  chat(text: string): void {
    this.outbox.add(text);
  }

  private take(frame: FrameToClient): void {
    const before = this.current.room;
    const room = reduce(before, frame);
    if (room !== before) {
      this.show({ room });
      this.connection.balance();
    }
    switch (frame.t) {
      case 'hello.ok':
        this.greeted(frame.d);
        break;
      case 'state':
        this.placed();
        break;
      case 'delta':
        this.heedHostMutes();
        break;
      case 'lobby.status':
        this.publisher.pause(true);
        break;
      case 'answer':
        void this.connection.answered(frame.d.neg, frame.d.sdpz);
        break;
      case 'error':
        if (!frame.re && frame.d.code === 'media') this.options.onMoment({ is: 'refused', code: 'media' });
        break;
      case 'ice':
        this.connection.renew(frame.d.servers);
        break;
      case 'ice.restart_please':
        this.connection.restart(frame.d.policy);
        break;
      case 'layers.want':
        void this.connection.layers(frame.d.source, frame.d.layers);
        break;
      case 'chat.msg':
      case 'chat.history':
        this.outbox.said(room.chat);
        break;
      case 'speaker':
        if (frame.d.pid) this.show({ lastSpeaker: frame.d.pid });
        break;
      case 'knocked':
        this.options.onMoment({ is: 'knocked', name: frame.d.name });
        break;
      case 'lobby.said':
        this.options.onMoment({ is: 'lobby_said', name: frame.d.name, text: frame.d.text });
        break;
      case 'muted_by':
        this.own.hostMuted(frame.d.source);
        this.options.onMoment({ is: 'muted', by: frame.d.by, source: frame.d.source });
        break;
      case 'unmute.asked':
        this.options.onMoment({ is: 'unmute_asked', by: frame.d.by, source: frame.d.source });
        break;
      case 'slower.asked':
        this.options.onMoment({ is: 'slower', by: frame.d.by });
        break;
    }
    for (const one of news(before, room)) this.options.onMoment({ is: 'news', news: one });
    if (room.standing === 'over' && before.standing !== 'over') this.close();
  }

  private greeted({ newMedia, ice, standing }: HelloOK): void {
    if (newMedia || !this.connection.goOn(ice)) this.newMedia(ice);
    this.adopting ||= standing === 'in' && !this.current.entered;
    if (this.adopting) this.show({ entered: true });
    if (this.current.entered) this.knock();
  }

  /** In the room, with what the server holds of this participant. */
  private placed(): void {
    if (!this.current.entered) return; // let in unasked: nothing is sent and nothing is shown before the person comes in
    this.heedHostMutes();
    if (this.adopting) void this.own.adopt(self(this.current.room)?.tracks ?? []);
    this.adopting = false;
    this.publisher.begin(self(this.current.room)?.tracks ?? [], this.freshPeer);
    this.freshPeer = false;
    this.tellWant();
    this.outbox.sendAll();
  }

  private knock(): void {
    if (this.current.room.standing === 'lobby') this.ask({ t: 'knock', d: {} }); // the language is the one of the booking
  }

  private newMedia(ice: RTCIceServer[]): void {
    this.publisher.pause(false);
    this.freshPeer = true;
    this.toldWant = '';
    this.connection.begin(ice);
  }

  private statusChanged(status: SignalStatus): void {
    this.show({ signal: status });
    if (status.is === 'lost') this.publisher.pause(false);
    if (status.is === 'closed') this.close();
  }

  private mutedByHost(source: Source): boolean {
    return Boolean(trackOf(self(this.current.room), source)?.mutedBy);
  }

  /** What the server holds as muted by a host is muted here too, before anything is attached. */
  private heedHostMutes(): void {
    for (const source of ['mic', 'camera', 'screen'] as const) if (this.mutedByHost(source)) this.own.hostMuted(source);
  }

  private tellWant(): void {
    const { room, lowband } = this.current;
    const want = { slots: this.wished.slice(0, 2 * videoSlots), lowband };
    const told = JSON.stringify(want);
    if (room.standing !== 'in' || told === this.toldWant) return;
    this.toldWant = told;
    this.ask({ t: 'want', d: want });
  }

  /** For the record of the call; a server that does not take it has no need of it. */
  private record(stats: Stats): void {
    if (this.current.room.standing === 'in') this.ask({ t: 'stats', d: stats }, ['lost', 'unknown_type', 'not_in']);
  }

  /** Asks, and tells the person when it was refused. */
  private ask(message: ToServer, silent: readonly string[] = ['lost']): void {
    this.signal.request(message).catch((error: unknown) => {
      if (error instanceof Refused && !silent.includes(error.code)) this.options.onMoment({ is: 'refused', code: error.code });
    });
  }

  /** The server tells when a line stalls; that it flows again is seen here. */
  private flowing(mids: readonly string[]): void {
    const { room } = this.current;
    const stalled = room.stalled.filter((mid) => !mids.includes(mid));
    if (stalled.length < room.stalled.length) this.show({ room: { ...room, stalled } });
  }

  private show(change: Partial<CallView>): void {
    this.current = { ...this.current, ...change };
    this.options.onView(this.current);
  }

  private close(): void {
    this.over.abort();
    this.publisher.pause(false); // nothing more is told: the socket closes
    this.connection.close();
    this.media.close();
  }
}
