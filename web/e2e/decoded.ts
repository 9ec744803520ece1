// What the browser itself says of the media that come and go, read from the page's own connections. The functions run in the page,
// of whichever browser; Firefox counts no frames at its video elements.

/** Keeps hold of the connections that the page makes. Before the first page. */
export function keepPeers(): void {
  const kept: RTCPeerConnection[] = [];
  const Plain = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Plain {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      kept.push(this);
    }
  };
  Object.assign(globalThis, { keptPeers: kept });
}

export interface Decoded {
  /** Frames decoded so far of all pictures that arrive. */
  frames: number;
  /** How media go, as the room tells the person. */
  way: string;
  /** Bytes of the microphone that were sent, by connection. */
  mic: number[];
  /** Sound may go with what was said before in each packet (RFC 2198). */
  redundant: boolean;
  /** Sound that had to be made up, of all, 0 to 1. */
  concealed: number;
}

/** What has been decoded and sent so far; pictures are those of the newest connection. */
export async function decoded(): Promise<Decoded> {
  const { keptPeers } = globalThis as unknown as { keptPeers: RTCPeerConnection[] };
  const now: Decoded = { frames: 0, way: document.querySelector('.room-link-more')?.textContent ?? '', mic: [], redundant: false, concealed: 0 };
  for (const [i, peer] of keptPeers.entries()) {
    const newest = i === keptPeers.length - 1;
    const report: ReadonlyMap<string, Record<string, unknown>> = peer.connectionState === 'closed' ? new Map() : await peer.getStats();
    now.mic[i] = 0;
    if (newest) now.redundant = peer.remoteDescription?.sdp.includes('red/48000') ?? false;
    for (const entry of report.values()) {
      if (entry['type'] === 'outbound-rtp' && entry['mid'] === '0') now.mic[i] += Number(entry['bytesSent'] ?? 0);
      if (!newest) continue;
      if (entry['type'] === 'inbound-rtp' && entry['kind'] === 'video') now.frames += Number(entry['framesDecoded'] ?? 0);
      if (entry['type'] === 'inbound-rtp' && entry['kind'] === 'audio' && Number(entry['packetsReceived'] ?? 0) > 0) {
        now.concealed = Number(entry['concealedSamples'] ?? 0) / Math.max(1, Number(entry['totalSamplesReceived'] ?? 0));
      }
    }
  }
  return now;
}
