// The one RTCPeerConnection of a participant. The client makes the only offer: 20 m-lines in a fixed order (PROTOCOL.md,
// "Media lines"), so that later joins, leaves and shares rebind slots at the server and never renegotiate.
// A restart of ICE is a new offer of the same connection; a connection that does not come back is replaced by its owner.

import type { Own } from './media.ts';
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
  /** The transport changed; `down` means that two restarts in a row did not help. */
  link(state: Link): void;
}

const disconnectedPatience = 1500;
/** From an offer to its answer, and from a restart to a path that stands. */
const offerPatience = 6000;

export class Peer {
  private readonly pc: RTCPeerConnection;
  private readonly streams = new Map<string, MediaStream>();
  private readonly senders = new Map<Own, RTCRtpSender>();
  private neg = 0;
  private restarts = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private busy: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(iceServers: RTCIceServer[], private readonly out: PeerOutlet, policy: Policy = 'all') {
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
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      // A path that stood all the time changes no state: nothing else says that its restart is over.
      if (this.pc.connectionState === 'connected') this.mended();
      else this.restart();
    }, offerPatience);
  }

  /** Takes the server's answer; one to an older offer is ignored. */
  answer(neg: number, sdp: string): void {
    this.inTurn(async () => {
      if (neg !== this.neg || this.pc.signalingState !== 'have-local-offer') return;
      await this.pc.setRemoteDescription({ type: 'answer', sdp });
    });
  }

  /** Renewed TURN credentials, used from the next restart on. */
  renew(iceServers: RTCIceServer[]): void {
    this.pc.setConfiguration({ ...this.pc.getConfiguration(), iceServers });
  }

  /** The network changed, media stopped flowing or the server asks (then with a policy): new candidates, the same session. */
  restart(policy?: Policy): void {
    if (this.closed) return;
    if (policy) this.pc.setConfiguration({ ...this.pc.getConfiguration(), iceTransportPolicy: policy });
    clearTimeout(this.timer);
    this.restarts += 1;
    if (this.restarts > 2) {
      this.out.link('down');
      return;
    }
    this.out.link('weak');
    this.offer(true);
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

  close(): void {
    this.closed = true;
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
    clearTimeout(this.timer);
    switch (this.pc.connectionState) {
      case 'connected':
        this.mended();
        return;
      case 'disconnected':
        this.out.link('weak');
        this.timer = setTimeout(() => this.restart(), disconnectedPatience);
        return;
      case 'failed':
        this.restart();
        return;
      case 'new':
      case 'connecting':
        this.out.link('connecting');
        return;
      case 'closed':
    }
  }

  private mended(): void {
    this.restarts = 0;
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
