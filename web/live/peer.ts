// The one RTCPeerConnection of a participant. The client makes the only offer: 20 m-lines in a fixed order (PROTOCOL.md,
// "Media lines"), so that later joins, leaves and shares rebind slots at the server and never renegotiate.
// A restart of ICE is a new offer of the same connection; a connection that does not come back is replaced by its owner.

import { Attempt, lookEvery } from './attempt.ts';
import type { Own } from './media.ts';
import { sendTwice } from './redundancy.ts';
import { sample } from './stats.ts';
import type { Layer, Policy, Source } from './wire.gen.ts';

/** The m-lines that send, by their mid. */
export const sending = { mic: '0', camera: '1', screen: '2', screen_audio: '3' } as const satisfies Record<Own, string>;
export const audioSlots = 8;
export const videoSlots = 8;

export type Link = 'connecting' | 'up' | 'weak' | 'down';

export interface PeerOutlet {
  offer(neg: number, sdp: string): void;
  /** One own candidate as RTCIceCandidate.candidate has it, empty at the end. */
  candidate(neg: number, candidate: string): void;
  /** The transport changed; `down` means that no attempt helped. */
  link(state: Link): void;
}

const disconnectedPatience = 1500;

export class Peer {
  private readonly pc: RTCPeerConnection;
  private readonly streams = new Map<string, MediaStream>();
  private readonly senders = new Map<Own, RTCRtpSender>();
  private neg = 0;
  private attempt: Attempt | null = null;
  private wasAnswered = false;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private busy: Promise<void> = Promise.resolve();
  private stood = false;
  private closed = false;

  /** `attempts` is how often in a row it tries to connect or to mend before it is down. */
  constructor(iceServers: RTCIceServer[], private readonly out: PeerOutlet, policy: Policy = 'all', private readonly attempts = 2) {
    this.pc = new RTCPeerConnection({ iceServers, bundlePolicy: 'max-bundle', iceTransportPolicy: policy });
    this.addLines();
    this.pc.onicecandidate = ({ candidate }) => {
      this.out.candidate(this.neg, candidate?.candidate ?? '');
    };
    this.pc.onconnectionstatechange = () => this.stateChanged();
  }

  /** Makes and sends an offer; with `restart`, on fresh ICE credentials. */
  offer(restart = false): void {
    this.inTurn(async () => {
      if (restart) this.pc.restartIce();
      const offer = await this.pc.createOffer();
      this.neg += 1;
      await this.pc.setLocalDescription(offer);
      const sdp = this.pc.localDescription?.sdp;
      if (sdp) this.out.offer(this.neg, sdp);
    });
    this.attempt = new Attempt();
    this.lookLater();
  }

  /** Takes the server's answer; one to an older offer is ignored. */
  answer(neg: number, sdp: string): void {
    this.inTurn(async () => {
      if (neg !== this.neg || this.pc.signalingState !== 'have-local-offer') return;
      await this.pc.setRemoteDescription({ type: 'answer', sdp });
      this.wasAnswered = true;
      if (this.attempt) this.attempt.answered = true;
    });
  }

  /** Renewed TURN credentials, used from the next restart on. */
  renew(iceServers: RTCIceServer[]): void {
    this.pc.setConfiguration({ ...this.pc.getConfiguration(), iceServers });
  }

  /** New candidates for the same session, by whichever way: the network changed, or the server asks. What was being tried is left. */
  restart(policy: Policy = 'all'): void {
    if (this.closed) return;
    this.pc.setConfiguration({ ...this.pc.getConfiguration(), iceTransportPolicy: policy });
    this.failures = 0;
    this.tryAgain();
  }

  /** Nothing arrives: restarts, unless an attempt is being made. */
  mend(): void {
    if (!this.attempt) this.restart();
  }

  /** Does not go on with this connection. */
  giveUp(): void {
    clearTimeout(this.timer);
    this.attempt = null;
    this.out.link('down');
  }

  /** Sends a track on its line, or nothing: `null` sends not even silence. */
  async send(source: Own, track: MediaStreamTrack | null): Promise<void> {
    await this.senders.get(source)?.replaceTrack(track);
  }

  /** Sends only these layers of a picture; the server has no use for the others. */
  async layers(source: Source, layers: readonly Layer[]): Promise<void> {
    const sender = this.senders.get(source);
    const parameters = sender?.getParameters();
    if (!sender || !parameters || parameters.encodings.length < 2) return;
    for (const encoding of parameters.encodings) encoding.active = layers.some((layer) => layer === encoding.rid);
    await sender.setParameters(parameters);
  }

  /** What arrives on a receiving line; the same stream for the life of the connection. */
  stream(mid: string): MediaStream | null {
    return this.streams.get(mid) ?? null;
  }

  stats(): Promise<RTCStatsReport> {
    return this.pc.getStats();
  }

  get connected(): boolean {
    return this.pc.connectionState === 'connected';
  }

  /** The server has answered: that nothing stands is the fault of the ways. */
  get answered(): boolean {
    return this.wasAnswered;
  }

  /** An attempt to connect or to mend is being made. */
  get trying(): boolean {
    return this.attempt !== null;
  }

  close(): void {
    this.closed = true;
    this.attempt = null;
    clearTimeout(this.timer);
    this.pc.onicecandidate = null;
    this.pc.onconnectionstatechange = null;
    this.pc.close();
  }

  private addLines(): void {
    for (const source of ['mic', 'camera', 'screen', 'screen_audio'] as const) {
      const kind = source === 'mic' || source === 'screen_audio' ? 'audio' : 'video';
      const line = this.pc.addTransceiver(kind, { direction: 'sendonly', sendEncodings: encodings[source] });
      prefer(line, kind);
      if (source === 'mic') sendTwice(line.sender);
      this.senders.set(source, line.sender);
    }
    for (let i = 0; i < audioSlots + videoSlots; i++) {
      const kind = i < audioSlots ? 'audio' : 'video';
      const line = this.pc.addTransceiver(kind, { direction: 'recvonly' });
      prefer(line, kind);
      this.streams.set(String(4 + i), new MediaStream([line.receiver.track]));
    }
  }

  private stateChanged(): void {
    const { connectionState } = this.pc;
    if (connectionState === 'connected') return this.mended();
    if (this.attempt) {
      if (connectionState === 'connecting' && !this.stood) this.out.link('connecting');
      return; // how it goes is looked at
    }
    clearTimeout(this.timer);
    if (connectionState === 'disconnected') {
      this.out.link('weak');
      void this.doubt();
    }
    if (connectionState === 'failed') this.restart();
  }

  /** ICE misses its own checks, which a bad link loses: as long as anything comes by the path, nothing is mended. */
  private async doubt(before?: number): Promise<void> {
    const { heard } = sample((await this.pc.getStats()).values(), 0);
    if (this.closed || this.attempt || this.pc.connectionState !== 'disconnected') return;
    if (before !== undefined && heard <= before) return this.restart();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.doubt(heard), disconnectedPatience);
  }

  private lookLater(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), lookEvery);
  }

  private async look(): Promise<void> {
    const { attempt } = this;
    const now = sample((await this.pc.getStats()).values(), 0);
    if (!attempt || attempt !== this.attempt) return; // it is over, or another has begun
    switch (attempt.judge(this.pc.connectionState, now)) {
      case 'stands':
        return this.mended();
      case 'goes on':
        return this.lookLater();
      case 'over':
        this.failures += 1;
        if (this.failures < this.attempts) this.tryAgain();
        else this.giveUp();
    }
  }

  private tryAgain(): void {
    this.out.link('weak');
    this.offer(true);
  }

  private mended(): void {
    clearTimeout(this.timer);
    this.attempt = null;
    this.failures = 0;
    this.stood = true;
    this.out.link('up');
  }

  /** Offers and answers take turns; after `close` the rest of the queue does nothing. */
  private inTurn(step: () => Promise<void>): void {
    this.busy = this.busy.then(async () => {
      if (this.closed) return;
      try {
        await step();
      } catch (error) {
        if (!this.closed) console.warn('negotiation', error);
      }
    });
  }
}

/** Small, half and full size (simulcast); a shared screen is sharp rather than quick. */
const encodings: Record<Own, RTCRtpEncodingParameters[]> = {
  mic: [{}],
  camera: [
    { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000, maxFramerate: 15 },
    { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 450_000, maxFramerate: 20 },
    { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1_500_000, maxFramerate: 30 },
  ],
  screen: [{ maxBitrate: 1_800_000 }],
  screen_audio: [{}],
};

const wanted = { audio: ['audio/opus', 'audio/red'], video: ['video/vp8', 'video/rtx'] } as const;
const keptExtensions = /mid|stream-id|abs-send-time|transport-wide-cc|ssrc-audio-level|abs-capture-time|playout-delay/;

/** Leaves only the codecs and header extensions that the room uses: a third of the offer, and one VP8 for all. */
function prefer(line: RTCRtpTransceiver, kind: 'audio' | 'video'): void {
  const names: readonly string[] = wanted[kind];
  const codecs = (RTCRtpReceiver.getCapabilities(kind)?.codecs ?? []).filter((codec) =>
    names.includes(codec.mimeType.toLowerCase()),
  );
  codecs.sort((a, b) => names.indexOf(a.mimeType.toLowerCase()) - names.indexOf(b.mimeType.toLowerCase()));
  if (codecs.length > 0) line.setCodecPreferences(codecs);
  if (!('setHeaderExtensionsToNegotiate' in line)) return;
  const trimmed = line as RTCRtpTransceiver & HeaderExtensions;
  trimmed.setHeaderExtensionsToNegotiate(
    trimmed
      .getHeaderExtensionsToNegotiate()
      .map((one) => (keptExtensions.test(one.uri) ? one : { ...one, direction: 'stopped' })),
  );
}

/** WebRTC extension, W3C working draft "WebRTC Extensions" §5; Chromium has it. */
interface HeaderExtensions {
  getHeaderExtensionsToNegotiate(): { uri: string; direction: string }[];
  setHeaderExtensionsToNegotiate(list: { uri: string; direction: string }[]): void;
}
