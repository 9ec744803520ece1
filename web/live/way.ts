// Whether media reach the server, and which way: direct UDP, ICE over TCP, the relay. Each way is tried by a connection of
// its own that carries nothing.

import { only, ways, type Way } from './ladder.ts';
import { Peer } from './peer.ts';
import { pack, unpack } from './sdpz.ts';
import { sample } from './stats.ts';

/** Round trip in ms, or null when this way is closed. */
export type Trip = number | null;
export type Trips = Partial<Record<Way, Trip>>;

export type Advice = 'video' | 'detour' | 'audio' | 'blocked';

/** What the ways mean for a consultation. Distance makes a call slower, not worse; beyond `far` talking gets hard. */
export function advise(trips: Trips): { advice: Advice; way: Way | ''; rttMs: number } {
  const far = 600;
  const way = ways.find((one) => typeof trips[one] === 'number');
  if (!way) return { advice: 'blocked', way: '', rttMs: 0 };
  const rttMs = trips[way] ?? 0;
  if (rttMs > far) return { advice: 'audio', way, rttMs };
  return { advice: way === 'udp' ? 'video' : 'detour', way, rttMs };
}

const patience = 6000;

/** Tries one way. Rejects only when the server does not answer at all. */
export async function tryWay(url: string, way: Way, ice: RTCIceServer[], signal: AbortSignal): Promise<Trip> {
  if (way === 'relay' && ice.length === 0) return null;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  let made: (sdp: string) => void = () => {};
  let up: () => void = () => {};
  const offered = new Promise<string>((done) => (made = done));
  const connected = new Promise<void>((done) => (up = done));
  const peer = new Peer(
    way === 'relay' ? ice : [],
    { offer: (_, sdp) => made(sdp), candidate: () => {}, link: (link) => link === 'up' && up() },
    way === 'relay' ? 'relay' : 'all',
  );
  try {
    peer.offer();
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sdpz: await pack(await offered) }),
      signal: limit,
    });
    if (!answer.ok) throw new Error(`check: HTTP ${answer.status}`);
    const { sdpz } = (await answer.json()) as { sdpz: string };
    peer.answer(1, only(way, await unpack(sdpz)));
    if (!(await inTime(connected, limit))) return null;
    return sample((await peer.stats()).values(), 0).rttMs;
  } finally {
    peer.close();
  }
}

/** The relay that the server offers to this page. */
export async function relays(url: string): Promise<RTCIceServer[]> {
  const answer = await fetch(url, { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`check: HTTP ${answer.status}`);
  return ((await answer.json()) as { ice: RTCIceServer[] }).ice;
}

function inTime(promise: Promise<void>, limit: AbortSignal): Promise<boolean> {
  return new Promise((done) => {
    if (limit.aborted) return done(false);
    limit.addEventListener('abort', () => done(false), { once: true });
    void promise.then(() => done(true));
  });
}
