// What the browser itself says of the media that come and go, read from the page's own connections. The functions run in the page,
// of whichever browser; Firefox counts no frames at its video elements.

/** Keeps hold of the connections that the page makes, and counts its offers. Before the first page. */
export function keepPeers(): void {
  const kept: RTCPeerConnection[] = [];
  const counted = { offers: 0 };
  const Plain = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Plain {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      kept.push(this);
      this.addEventListener('signalingstatechange', () => (counted.offers += this.signalingState === 'have-local-offer' ? 1 : 0));
    }
  };
  Object.assign(globalThis, { keptPeers: kept, counted });
}

export interface Decoded {
  /** Frames decoded so far of all pictures that arrive. */
  frames: number;
  /** How often a picture has stood still, as the browser counts it. */
  freezes: number;
  /** How media go, as the room tells the person. */
  way: string;
  /** Bytes of the microphone that were sent, by connection. */
  mic: number[];
  /** Offers made since the page was loaded. */
  offers: number;
  /** Sound may go with what was said before in each packet (RFC 2198). */
  redundant: boolean;
  /** Samples of sound that were played so far, and how many of them had to be made up where there was something to hear. */
  samples: number;
  concealed: number;
}

/** What has been decoded and sent so far; what comes is that of the newest connection by which something comes. */
export async function decoded(): Promise<Decoded> {
  const { keptPeers, counted } = globalThis as unknown as { keptPeers: RTCPeerConnection[]; counted: { offers: number } };
  const now: Decoded = {
    frames: 0, freezes: 0, way: document.querySelector('.room-link-more')?.textContent ?? '', mic: [], offers: counted.offers, redundant: false, samples: 0, concealed: 0,
  };
  for (const [i, peer] of keptPeers.entries()) {
    const report: ReadonlyMap<string, Record<string, unknown>> = peer.connectionState === 'closed' ? new Map() : await peer.getStats();
    const all = [...report.values()];
    const sum = (type: string, kind: string, count: string) =>
      all.reduce((total, entry) => total + (entry['type'] === type && entry['kind'] === kind ? Number(entry[count] ?? 0) : 0), 0);
    now.mic[i] = all.reduce((total, entry) => total + (entry['type'] === 'outbound-rtp' && entry['mid'] === '0' ? Number(entry['bytesSent'] ?? 0) : 0), 0);
    if (sum('inbound-rtp', 'video', 'framesDecoded') + sum('inbound-rtp', 'audio', 'packetsReceived') === 0) continue;
    now.redundant = peer.remoteDescription?.sdp.includes('red/48000') ?? false;
    now.frames = sum('inbound-rtp', 'video', 'framesDecoded');
    now.freezes = sum('inbound-rtp', 'video', 'freezeCount');
    now.samples = sum('inbound-rtp', 'audio', 'totalSamplesReceived');
    now.concealed = sum('inbound-rtp', 'audio', 'concealedSamples') - sum('inbound-rtp', 'audio', 'silentConcealedSamples');
  }
  return now;
}

/** Pulls out camera and microphone: their tracks end, as those of a device that is gone. */
export function unplug(): void {
  const { keptPeers } = globalThis as unknown as { keptPeers: RTCPeerConnection[] };
  const tracks = keptPeers.filter((peer) => peer.connectionState === 'connected').flatMap((peer) => peer.getSenders().flatMap(({ track }) => track ?? []));
  for (const track of new Set(tracks)) {
    track.stop();
    track.dispatchEvent(new Event('ended'));
  }
}
