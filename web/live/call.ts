// One participant's call: ties the socket, the room's state, the connection, devices and sound together. It has a view and
// says when the view has changed; it draws nothing and knows no framework.

import { Media, DeviceError, type Devices, type Own, type Refusal } from './media.ts';
import { news, type News } from './news.ts';
import { audioSlots, Peer, type Link } from './peer.ts';
import { Publisher } from './publisher.ts';
import { pack, unpack } from './sdpz.ts';
import { Refused, Signal, type Pass, type SignalStatus } from './signal.ts';
import { Sound } from './sound.ts';
import { nothing, reduce, self, trackOf, type RoomState } from './state.ts';
import { noVerdict, sample, verdict, Watch, type Sample, type Verdict } from './stats.ts';
import type { DenyReason, FrameToClient, Resume, Source, ToServer } from './wire.gen.ts';

export interface Outgoing {
  cid: string;
  text: string;
}

export interface CallView {
  room: RoomState;
  /** Who spoke last; stays when it is quiet. */
  lastSpeaker: string;
  signal: SignalStatus;
  link: Link;
  verdict: Verdict;
  /** Intent of the person. A source can be wanted and not be there yet. */
  mic: { on: boolean; muted: boolean };
  camera: boolean;
  sharing: boolean;
  lowband: boolean;
  refused: { mic?: Refusal; camera?: Refusal; screen?: Refusal };
  devices: Devices;
  outgoing: readonly Outgoing[];
  soundBlocked: boolean;
  /** The first offer waits for nothing; true once this page has asked to come in. */
  entered: boolean;
}

/** Moments that need the person: a sound, a question, a note. */
export type Moment =
  | { is: 'news'; news: News }
  | { is: 'knocked'; name: string }
  | { is: 'muted'; by: string; source: Source }
  | { is: 'unmute_asked'; by: string; source: Source }
  | { is: 'refused'; code: string };

/** What a reload of the page keeps. */
export interface Kept {
  session: { resume: Resume; url: string };
  mic: CallView['mic'];
  camera: boolean;
  lowband: boolean;
}

export interface CallOptions {
  pass: () => Promise<Pass>;
  onView: (view: CallView) => void;
  onMoment: (moment: Moment) => void;
  lang: string;
}

const sampleEvery = 2000;
const flatLimit = 4000;

export class Call {
  readonly media = new Media();
  private readonly signal: Signal;
  private readonly publisher: Publisher;
  private readonly sound = new Sound();
  private readonly over = new AbortController();
  private peer: Peer | null = null;
  private freshPeer = false;
  private posting: Promise<void> = Promise.resolve();
  private lastSample: Sample | undefined;
  private watch = new Watch();
  private current: CallView = {
    room: nothing, lastSpeaker: '', signal: { is: 'connecting' }, link: 'connecting', verdict: noVerdict, mic: { on: false, muted: false },
    camera: false, sharing: false, lowband: false, refused: {}, devices: { mics: [], cameras: [] }, outgoing: [],
    soundBlocked: false, entered: false,
  };

  constructor(private readonly options: CallOptions) {
    this.signal = new Signal({
      pass: options.pass,
      onMessage: (frame) => this.take(frame),
      onStatus: (status) => this.statusChanged(status),
      lastChat: () => this.current.room.chat.at(-1)?.n ?? 0,
    });
    this.publisher = new Publisher({
      tell: (set) => this.ask({ t: 'publish.set', d: set }),
      attach: async (source, track) => this.peer?.send(source, track),
    });
    this.media.onTrack = (source) => this.trackChanged(source);
    this.media.onEnded = (source) => this.deviceEnded(source);
    this.media.onDevices = (devices) => this.show({ devices });
    this.sound.onBlocked = (soundBlocked) => this.show({ soundBlocked });
    this.watchNetwork();
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
    return this.peer?.stream(mid) ?? null;
  }

  // Coming and going

  connect(kept?: Kept): void {
    this.signal.connect(kept ? { session: kept.session } : {});
    if (kept) void this.restore(kept);
  }

  takeOver(): void {
    this.signal.connect({ takeover: true });
  }

  /** Comes in, or knocks where somebody has to open. */
  enter(): void {
    this.show({ entered: true });
    void this.sound.resume();
    this.knock();
  }

  kept(): Kept | null {
    const { session } = this.signal;
    const { mic, camera, lowband, room } = this.current;
    return session && this.current.entered && room.standing !== 'over' ? { session, mic, camera, lowband } : null;
  }

  leave(): void {
    this.signal.leave();
    this.show({ room: { ...this.current.room, standing: 'over', farewell: { code: 1000, reason: 'left' } } });
    this.close();
  }

  close(): void {
    this.over.abort();
    this.sound.stop();
    this.media.close();
    this.peer?.close();
    this.peer = null;
  }

  // Own devices

  async setMic(on: boolean): Promise<void> {
    const { mic } = this.current;
    if (mic.on) {
      if (on && this.mutedByHost('mic')) return this.options.onMoment({ is: 'refused', code: 'host_muted' });
      this.show({ mic: { ...mic, muted: !on } });
      this.wish('mic');
      return;
    }
    if (on) await this.startMic(this.mutedByHost('mic'));
  }

  async setCamera(on: boolean): Promise<void> {
    if (!on) {
      this.show({ camera: false });
      this.media.stop('camera');
      return;
    }
    if (this.mutedByHost('camera')) return this.options.onMoment({ is: 'refused', code: 'host_muted' });
    this.show({ camera: await this.start('camera') });
  }

  async choose(source: 'mic' | 'camera', deviceId: string): Promise<void> {
    await this.start(source, deviceId);
  }

  async share(): Promise<void> {
    this.refuse('screen', undefined);
    try {
      await this.media.share();
      this.show({ sharing: true });
    } catch (error) {
      // Closing the browser's own chooser is no fault and needs no words.
      if (error instanceof DeviceError && error.reason !== 'denied') this.refuse('screen', error.reason);
    }
  }

  stopShare(): void {
    this.media.stop('screen');
    this.media.stop('screen_audio');
    this.show({ sharing: false });
  }

  setLowband(lowband: boolean): void {
    this.show({ lowband });
    if (lowband) void this.setCamera(false);
    this.tellWant();
  }

  resumeSound(): void {
    void this.sound.resume();
  }

  // Talking to the room

  hand(up: boolean): void {
    this.act({ t: 'hand', d: { up } });
  }

  chat(text: string): void {
    const line = { cid: crypto.randomUUID(), text };
    this.show({ outgoing: [...this.current.outgoing, line] });
    this.post(line);
  }

  tellHosts(text: string): void {
    this.act({ t: 'lobby.message', d: { text } });
  }

  // For hosts and officers

  admit(pid: string): void {
    this.act({ t: 'lobby.admit', d: { pid } });
  }

  admitAll(): void {
    this.act({ t: 'lobby.admit_all', d: {} });
  }

  deny(pid: string, reason: DenyReason): void {
    this.act({ t: 'lobby.deny', d: { pid, reason } });
  }

  answerVisitor(pid: string, text: string): void {
    this.act({ t: 'lobby.message', d: { pid, text } });
  }

  mute(pid: string, source: Source): void {
    this.act({ t: 'mute', d: { pid, source } });
  }

  askUnmute(pid: string, source: Source): void {
    this.act({ t: 'unmute.ask', d: { pid, source } });
  }

  sendBack(pid: string): void {
    this.act({ t: 'lobby.return', d: { pid } });
  }

  remove(pid: string, ban: boolean): void {
    this.act({ t: 'remove', d: { pid, ban } });
  }

  lock(on: boolean): void {
    this.act({ t: 'lock', d: { on } });
  }

  endForAll(): void {
    this.act({ t: 'end', d: {} });
  }

  // Inside

  private take(frame: FrameToClient): void {
    const before = this.current.room;
    const room = reduce(before, frame);
    if (room !== before) this.show({ room });
    switch (frame.t) {
      case 'hello.ok':
        this.greeted(frame.d.newMedia, frame.d.ice);
        break;
      case 'state':
        this.publisher.begin(this.ownTracks(), this.freshPeer);
        this.freshPeer = false;
        this.tellWant();
        for (const line of this.current.outgoing) this.post(line);
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
      case 'ice':
        this.peer?.renew(frame.d.servers);
        break;
      case 'ice.restart_please':
        this.peer?.restart(frame.d.policy);
        break;
      case 'chat.msg':
      case 'chat.history':
        this.unqueue();
        break;
      case 'speaker':
        if (frame.d.pid) this.show({ lastSpeaker: frame.d.pid });
        break;
      case 'knocked':
        this.options.onMoment({ is: 'knocked', name: frame.d.name });
        break;
      case 'muted_by':
        this.mutedBy(frame.d.by, frame.d.source);
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

  private knock(): void {
    if (this.current.room.standing === 'lobby' && this.current.signal.is !== 'closed') {
      this.act({ t: 'knock', d: { lang: this.options.lang } });
    }
  }

  private newPeer(ice: RTCIceServer[]): void {
    this.peer?.close();
    this.publisher.pause(false);
    this.lastSample = undefined;
    this.watch = new Watch();
    this.freshPeer = true;
    const peer = new Peer(ice, {
      offer: (neg, sdp) => this.send(async () => ({ t: 'offer', d: { neg, sdpz: await pack(sdp) } })),
      candidate: (neg, candidate) => this.send(() => Promise.resolve({ t: 'cand', d: { neg, candidate } })),
      link: (link) => {
        this.show({ link });
        if (link === 'down') this.signal.renewMedia();
      },
    });
    this.peer = peer;
    const streams = Array.from({ length: audioSlots }, (_, i) => peer.stream(String(4 + i)));
    this.sound.play(streams.filter((stream) => stream !== null));
    peer.offer();
  }

  /** Offers and candidates leave in the order in which they were made; packing an offer takes a moment. */
  private send(make: () => Promise<ToServer>): void {
    this.posting = this.posting.then(async () => this.act(await make(), ['stale', 'lost']));
  }

  private async answered(neg: number, sdpz: string): Promise<void> {
    const sdp = await unpack(sdpz);
    this.peer?.answer(neg, sdp);
  }

  private statusChanged(status: SignalStatus): void {
    this.show({ signal: status });
    if (status.is === 'lost') this.publisher.pause(false);
    if (status.is === 'closed') this.close();
  }

  /** After a reload: the same devices in the same state, and no second click. */
  private async restore({ mic, camera, lowband }: Kept): Promise<void> {
    this.show({ entered: true, lowband });
    if (mic.on) await this.startMic(mic.muted);
    if (camera) await this.setCamera(true);
  }

  private async startMic(muted: boolean): Promise<void> {
    this.show({ mic: { on: false, muted } });
    if (await this.start('mic')) this.show({ mic: { ...this.current.mic, on: true } });
  }

  private async start(source: 'mic' | 'camera', deviceId?: string): Promise<boolean> {
    this.refuse(source, undefined);
    try {
      await this.media.start(source, deviceId);
      return true;
    } catch (error) {
      this.refuse(source, error instanceof DeviceError ? error.reason : 'failed');
      return false;
    }
  }

  private refuse(source: 'mic' | 'camera' | 'screen', reason: Refusal | undefined): void {
    const { [source]: _, ...others } = this.current.refused;
    this.show({ refused: reason ? { ...others, [source]: reason } : others });
  }

  private trackChanged(source: Own): void {
    this.wish(source);
    this.show({});
  }

  private deviceEnded(source: Own): void {
    if (source === 'screen') this.stopShare();
    if (source === 'camera') this.show({ camera: false });
    if (source === 'mic') this.show({ mic: { on: false, muted: false } });
  }

  private wish(source: Own): void {
    this.publisher.want(source, this.media.track(source), source === 'mic' && this.current.mic.muted);
  }

  private ownTracks() {
    this.heedHostMutes();
    return self(this.current.room)?.tracks ?? [];
  }

  private mutedByHost(source: Source): boolean {
    return Boolean(trackOf(self(this.current.room), source)?.mutedBy);
  }

  /** What the server holds as muted by a host is muted here too, before anything is attached. */
  private heedHostMutes(): void {
    if (this.mutedByHost('mic') && !this.current.mic.muted) {
      this.show({ mic: { ...this.current.mic, muted: true } });
      this.wish('mic');
    }
  }

  private mutedBy(by: string, source: Source): void {
    if (source === 'mic') this.show({ mic: { ...this.current.mic, muted: true } });
    if (source === 'camera') void this.setCamera(false);
    if (source === 'screen') this.stopShare();
    this.wish(source);
    this.options.onMoment({ is: 'muted', by, source });
  }

  private post({ cid, text }: Outgoing): void {
    this.ask({ t: 'chat.send', d: { cid, text, lang: this.options.lang } }).catch((error: unknown) => {
      if (!(error instanceof Refused)) return;
      if (error.code === 'lost') return; // sent again when this page is in again
      if (error.code === 'rate') {
        const wait = setTimeout(() => this.post({ cid, text }), error.retryAfterMs || 2000);
        this.over.signal.addEventListener('abort', () => clearTimeout(wait));
        return;
      }
      this.show({ outgoing: this.current.outgoing.filter((line) => line.cid !== cid) });
      this.options.onMoment({ is: 'refused', code: error.code });
    });
  }

  private unqueue(): void {
    const said = new Set(this.current.room.chat.map((line) => line.cid));
    const outgoing = this.current.outgoing.filter((line) => !said.has(line.cid));
    if (outgoing.length !== this.current.outgoing.length) this.show({ outgoing });
  }

  private tellWant(): void {
    if (this.current.room.standing === 'in') this.act({ t: 'want', d: { slots: [], lowband: this.current.lowband } });
  }

  private ask(message: ToServer): Promise<void> {
    return this.signal.request(message);
  }

  /** Asks, and tells the person when it was refused. */
  private act(message: ToServer, silent: readonly string[] = ['lost']): void {
    this.ask(message).catch((error: unknown) => {
      if (error instanceof Refused && !silent.includes(error.code)) this.options.onMoment({ is: 'refused', code: error.code });
    });
  }

  private watchNetwork(): void {
    const { signal } = this.over;
    const changed = () => {
      this.signal.networkChanged();
      if (this.peer?.connected === false || this.current.link !== 'connecting') this.peer?.restart();
    };
    window.addEventListener('online', changed, { signal });
    const link = (navigator as Navigator & { connection?: EventTarget & { type?: string } }).connection;
    let kind = link?.type;
    link?.addEventListener('change', () => {
      if (link.type !== kind) changed();
      kind = link.type;
    }, { signal });
    const timer = setInterval(() => void this.measure(), sampleEvery);
    signal.addEventListener('abort', () => clearInterval(timer));
  }

  private async measure(): Promise<void> {
    const peer = this.peer;
    if (!peer?.connected) return;
    const report = await peer.stats();
    if (peer !== this.peer) return;
    const now = sample(report.values(), performance.now());
    this.show({ verdict: verdict(this.lastSample, now) });
    this.lastSample = now;
    if (this.watch.flat(now, this.expecting()) >= flatLimit) {
      this.watch = new Watch();
      peer.restart();
    }
  }

  /** Somebody else is said to send right now, so that something has to arrive. */
  private expecting(): boolean {
    const { slots, people, stalled, me } = this.current.room;
    return slots.some((slot) => {
      const person = people.find((one) => one.pid === slot.pid);
      const track = trackOf(person, slot.source);
      return person?.pid !== me?.pid && person?.standing === 'in' && track && !track.muted && !stalled.includes(slot.mid);
    });
  }

  private show(change: Partial<CallView>): void {
    this.current = { ...this.current, ...change };
    this.options.onView(this.current);
  }
}
