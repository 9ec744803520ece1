// One participant's call: ties the socket, the room's state, the connection, devices and sound together. It has a view and
// says when the view has changed; it draws nothing and knows no framework.

import { Acts } from './acts.ts';
import { Crossing } from './crossing.ts';
import { Health } from './health.ts';
import { keepDetour, keptDetour, Ladder, type Detour } from './ladder.ts';
import { Media } from './media.ts';
import { news, type News } from './news.ts';
import { Outbox, type Outgoing } from './outbox.ts';
import { nothingOwn, OwnMedia, type OwnView } from './own.ts';
import { audioSlots, Peer, videoSlots, type Link } from './peer.ts';
import { Publisher } from './publisher.ts';
import { pack, unpack } from './sdpz.ts';
import { Refused, Signal, type Pass, type SignalStatus } from './signal.ts';
import { Sound } from './sound.ts';
import { nothing, reduce, self, trackOf, type RoomState } from './state.ts';
import { noVerdict, type Verdict } from './stats.ts';
import type { FrameToClient, Resume, Slot, Source, ToServer, Wish } from './wire.gen.ts';

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
  private readonly sound = new Sound();
  private readonly ladder = new Ladder(keptDetour(localStorage));
  private readonly over = new AbortController();
  private peer: Peer | null = null;
  private crossing: Crossing | null = null;
  private freshPeer = false;
  private wished: readonly Wish[] = [];
  private toldWant = '';
  private posting: Promise<void> = Promise.resolve();
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
      attach: async (source, track) => {
        await Promise.all([this.peer?.send(source, track), this.crossing?.before.send(source, track)]);
      },
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
    new Health({
      peer: () => this.peer,
      expecting: () => this.expected().length > 0,
      onVerdict: (verdict) => this.judged(verdict),
      onFlowing: (mids) => this.flowing(mids),
      onNetwork: () => this.networkChanged(),
      signal: this.over.signal,
    });
    this.sound.onBlocked = (soundBlocked) => this.show({ soundBlocked });
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
    return this.crossing?.stream(mid, this.current.room.slots) ?? this.peer?.stream(mid) ?? null;
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
    void this.sound.resume();
  }

  chat(text: string): void {
    this.outbox.add(text);
  }

  private take(frame: FrameToClient): void {
    const before = this.current.room;
    const room = reduce(before, frame);
    if (room !== before) this.show({ room });
    switch (frame.t) {
      case 'hello.ok':
        this.greeted(frame.d.newMedia, frame.d.ice);
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
        void this.answered(frame.d.neg, frame.d.sdpz);
        break;
      case 'error':
        if (!frame.re && frame.d.code === 'media') this.options.onMoment({ is: 'refused', code: 'media' });
        break;
      case 'ice':
        this.peer?.renew(frame.d.servers);
        break;
      case 'ice.restart_please':
        this.peer?.restart(frame.d.policy);
        break;
      case 'layers.want':
        void this.peer?.layers(frame.d.source, frame.d.layers);
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
    }
    for (const one of news(before, room)) this.options.onMoment({ is: 'news', news: one });
    if (room.standing === 'over' && before.standing !== 'over') this.close();
  }

  private greeted(newMedia: boolean, ice: RTCIceServer[]): void {
    if (this.peer && !newMedia) {
      this.peer.renew(ice);
      if (!this.peer.connected) this.peer.restart();
    } else {
      this.newPeer(ice);
    }
    if (this.current.entered) this.knock();
  }

  /** In the room, with what the server holds of this participant. */
  private placed(): void {
    this.heedHostMutes();
    this.publisher.begin(self(this.current.room)?.tracks ?? [], this.freshPeer);
    this.freshPeer = false;
    this.tellWant();
    this.outbox.sendAll();
  }

  private knock(): void {
    if (this.current.room.standing === 'lobby') this.ask({ t: 'knock', d: { lang: this.options.lang } });
  }

  private newPeer(ice: RTCIceServer[]): void {
    this.publisher.pause(false);
    const before = this.peer;
    const { slots } = this.current.room;
    this.freshPeer = true;
    this.toldWant = '';
    const policy = this.ladder.from === 'relay' && ice.length > 0 ? 'relay' : 'all';
    const peer = new Peer(ice, {
      offer: (neg, sdp) => this.peer === peer && this.send(async () => ({ t: 'offer', d: { neg, sdpz: await pack(sdp) } })),
      candidate: (neg, candidate) => this.peer === peer && this.send(() => Promise.resolve({ t: 'cand', d: { neg, candidate } })),
      link: (link) => {
        if (this.peer !== peer) return; // one that is crossed from is not mended
        if (link !== 'connecting' || !this.crossing) this.show({ link });
        if (link === 'down') this.fallen();
      },
    }, policy);
    this.peer = peer;
    if (before?.connected && !this.crossing) {
      this.crossing = new Crossing({ before, slots, next: peer, expected: () => this.expected(), onDone: () => this.crossed() });
    } else {
      before?.close();
      if (!this.crossing) this.hear(peer);
    }
    peer.offer();
  }

  private crossed(): void {
    this.crossing?.end();
    this.crossing = null;
    if (!this.peer) return;
    this.hear(this.peer);
    this.show({}); // the pictures come by other lines now
  }

  private hear(peer: Peer): void {
    const streams = Array.from({ length: audioSlots }, (_, i) => peer.stream(String(4 + i)));
    this.sound.play(streams.filter((stream) => stream !== null));
  }

  /** Offers and candidates leave in the order in which they were made; packing an offer takes a moment. */
  private send(make: () => Promise<ToServer>): void {
    this.posting = this.posting.then(async () => this.ask(await make(), ['stale', 'lost', 'rate'])); // the peer offers again by itself
  }

  private async answered(neg: number, sdpz: string): Promise<void> {
    const sdp = await unpack(sdpz);
    this.peer?.answer(neg, this.ladder.allowed(sdp));
  }

  private statusChanged(status: SignalStatus): void {
    this.show({ signal: status });
    if (status.is === 'lost') this.publisher.pause(false);
    if (status.is === 'closed') this.close();
  }

  /** Two restarts in a row did not help: another connection, by another way. */
  private fallen(): void {
    this.ladder.fell();
    this.signal.renewMedia();
  }

  /** Tells the person why media go a longer way, once, and keeps it for the next call from here. */
  private judged(verdict: Verdict): void {
    this.show({ verdict });
    if (!verdict.path || !this.ladder.stands(verdict.path)) return;
    const { detour } = this.ladder;
    keepDetour(localStorage, detour);
    if (detour) this.options.onMoment({ is: 'detour', detour });
  }

  private networkChanged(): void {
    this.ladder.moved();
    this.signal.networkChanged();
    if (this.current.link !== 'connecting') this.peer?.restart();
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

  /** The lines on which something should arrive. */
  private expected(): readonly string[] {
    const { slots, people, stalled, me } = this.current.room;
    const sends = (slot: Slot) => {
      const person = people.find((one) => one.pid === slot.pid);
      const track = trackOf(person, slot.source);
      return person?.pid !== me?.pid && person?.standing === 'in' && track && !track.muted && !stalled.includes(slot.mid);
    };
    return slots.filter(sends).map((slot) => slot.mid);
  }

  private show(change: Partial<CallView>): void {
    this.current = { ...this.current, ...change };
    this.options.onView(this.current);
  }

  private close(): void {
    this.over.abort();
    this.publisher.pause(false); // nothing more is told: the socket closes
    this.sound.stop();
    this.media.close();
    this.crossing?.end();
    this.peer?.close();
    this.peer = null;
  }
}
