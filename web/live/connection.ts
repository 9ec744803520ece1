// The way of a call's media while the call lasts: one connection, measured and mended, followed by another without a gap where
// the server wants new media, and by one that goes another way where this one fell. What arrives is heard here.

import { Climb } from './climb.ts';
import { Crossing } from './crossing.ts';
import { Health } from './health.ts';
import { keepDetour, keptDetour, Ladder, type Detour, type Way } from './ladder.ts';
import type { Own } from './media.ts';
import { audioSlots, Peer, type Link } from './peer.ts';
import { pack, unpack } from './sdpz.ts';
import { Sound } from './sound.ts';
import type { Sample, Verdict } from './stats.ts';
import { Tally } from './tally.ts';
import type { Layer, Policy, Slot, Source, Stats, ToServer } from './wire.gen.ts';

export interface ConnectionOptions {
  /** Takes an offer or a candidate to the server. */
  tell: (message: ToServer) => void;
  /** What the server has bound to the receiving lines. */
  slots: () => readonly Slot[];
  /** How loud the lines are to which these are bound; null is all as they are. */
  gains: (slots: readonly Slot[]) => ReadonlyMap<string, number> | null;
  /** The lines on which something should arrive. */
  expected: () => readonly string[];
  /** The lines on which somebody says to send, of a room that this person is in. */
  sent: () => readonly string[];
  /** What the server keeps of this page's measurements, now and then. */
  onStats: (stats: Stats) => void;
  onLink: (link: Link) => void;
  onVerdict: (verdict: Verdict) => void;
  /** Packets arrived on these lines since the last look. */
  onFlowing: (mids: readonly string[]) => void;
  /** Media go a longer way, or the usual one again, for good. */
  onDetour: (detour: Detour) => void;
  /** Whether a way is open, tried by a connection that carries nothing. */
  tryWay: (way: Way, ice: RTCIceServer[], signal: AbortSignal) => Promise<boolean>;
  /** The network of the device changed. */
  onNetwork: () => void;
  /** Restarts did not help: the server has to be asked for new media. */
  onFallen: () => void;
  /** The lines bring their streams from another connection now. */
  onCrossed: () => void;
  onSoundBlocked: (blocked: boolean) => void;
  signal: AbortSignal;
}

export class Connection {
  private readonly sound = new Sound();
  private readonly tally = new Tally();
  private readonly ladder = new Ladder(keptDetour(localStorage));
  private readonly health: Health;
  private ice: RTCIceServer[] = [];
  private peer: Peer | null = null;
  private crossing: Crossing | null = null;
  private link: Link = 'connecting';
  private posting: Promise<void> = Promise.resolve();

  constructor(private readonly options: ConnectionOptions) {
    const { signal, expected, onFlowing } = options;
    this.health = new Health({
      peer: () => this.peer,
      expecting: () => expected().length > 0,
      onVerdict: (verdict) => this.judged(verdict),
      onFlowing,
      onNetwork: () => this.networkChanged(),
      onSample: (now) => this.measured(now),
      onBarren: () => this.peer?.giveUp(),
      signal,
    });
    new Climb({
      better: () => (this.link === 'up' ? this.ladder.better : []),
      tryWay: (way) => options.tryWay(way, this.ice, signal),
      onOpen: (way) => this.climb(way),
      signal,
    });
    this.sound.onBlocked = options.onSoundBlocked;
  }

  /** The server holds media of this seat: what there is goes on, mended if it has to be. False when there is nothing. */
  goOn(ice: RTCIceServer[]): boolean {
    if (!this.peer) return false;
    this.renew(ice);
    if (this.peer.connected) this.health.doubt();
    else this.peer.mend();
    return true;
  }

  /** Begins with new media; what is heard and seen goes on until they bring the same. */
  begin(ice: RTCIceServer[]): void {
    this.ice = ice;
    const before = this.peer;
    const slots = this.options.slots();
    const policy = this.ladder.from === 'relay' && ice.length > 0 ? 'relay' : 'all';
    const peer = new Peer(ice, {
      offer: (neg, sdp) => this.peer === peer && this.send(async () => ({ t: 'offer', d: { neg, sdpz: await pack(sdp) } })),
      candidate: (neg, candidate) => this.peer === peer && this.send(() => Promise.resolve({ t: 'cand', d: { neg, candidate } })),
      link: (link) => {
        if (this.peer === peer) this.linkChanged(link); // one that is crossed from is not mended
      },
    }, policy, this.ladder.from === 'udp' ? undefined : 1);
    this.peer = peer;
    if (before?.connected && !this.crossing) {
      this.crossing = new Crossing({ before, slots, next: peer, expected: this.options.expected, onDone: () => this.crossed() });
    } else {
      before?.close();
      if (!this.crossing) this.hear(peer);
    }
    peer.offer();
  }

  async answered(neg: number, sdpz: string): Promise<void> {
    const sdp = await unpack(sdpz);
    this.peer?.answer(neg, this.ladder.allowed(sdp));
  }

  /** Renewed TURN credentials. */
  renew(ice: RTCIceServer[]): void {
    this.ice = ice;
    this.peer?.renew(ice);
  }

  /** The server asks for another way. */
  restart(policy: Policy): void {
    this.peer?.restart(policy);
  }

  async layers(source: Source, layers: readonly Layer[]): Promise<void> {
    await this.peer?.layers(source, layers);
  }

  /** Sends a track, or nothing, on all connections that others may still listen to. */
  async attach(source: Own, track: MediaStreamTrack | null): Promise<void> {
    await Promise.all([this.peer?.send(source, track), this.crossing?.before.send(source, track)]);
  }

  /** What arrives on a receiving line. */
  stream(mid: string): MediaStream | null {
    return this.crossing?.stream(mid, this.options.slots()) ?? this.peer?.stream(mid) ?? null;
  }

  /** From a tap, where the browser wants one before it plays. */
  resumeSound(): void {
    void this.sound.resume();
  }

  /** Who speaks, or what the person wishes to hear, has changed. */
  balance(): void {
    this.sound.mix(this.options.gains(this.crossing?.slots ?? this.options.slots()));
  }

  close(): void {
    this.sound.stop();
    this.crossing?.end();
    this.peer?.close();
    this.peer = null;
  }

  private crossed(): void {
    this.crossing?.end();
    this.crossing = null;
    if (!this.peer) return;
    this.hear(this.peer);
    this.options.onCrossed();
  }

  private hear(peer: Peer): void {
    const streams = new Map<string, MediaStream>();
    for (let mid = 4; mid < 4 + audioSlots; mid++) {
      const stream = peer.stream(String(mid));
      if (stream) streams.set(String(mid), stream);
    }
    this.sound.play(streams);
    this.balance();
  }

  /** Offers and candidates leave in the order in which they were made; packing an offer takes a moment. */
  private send(make: () => Promise<ToServer>): void {
    this.posting = this.posting.then(async () => this.options.tell(await make()));
  }

  private linkChanged(link: Link): void {
    if (link === 'weak' && this.link === 'up') this.ladder.broke();
    if (link !== 'connecting' || !this.crossing) {
      this.link = link;
      this.options.onLink(link);
    }
    if (link !== 'down') return;
    if (this.peer?.answered) this.ladder.fell(); // another connection, by another way
    this.options.onFallen();
  }

  /** A better way is open again, or was all the time: the same session goes on over it. */
  private climb(way: Way): void {
    this.peer?.restart();
    this.ladder.climb(way);
  }

  /** Tells why media go a longer way, once, and keeps it for the next call from here. */
  private judged(verdict: Verdict): void {
    this.options.onVerdict(verdict);
    if (!verdict.path || !this.ladder.stands(verdict.path)) return;
    const { detour } = this.ladder;
    keepDetour(localStorage, detour);
    if (detour) this.options.onDetour(detour);
  }

  private measured(now: Sample): void {
    const told = this.tally.add(now, this.options.sent());
    if (told) this.options.onStats({ ...told, detour: this.ladder.detour?.cause ?? '' });
  }

  private networkChanged(): void {
    this.ladder.moved();
    this.options.onNetwork();
    if (this.link !== 'connecting') this.peer?.restart();
  }
}
