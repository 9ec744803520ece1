// What getStats tells of a connection: how it is, by which way, and whether media still flow.

import type { Rung } from './wire.gen.ts';

export type Grade = 'unknown' | 'good' | 'fair' | 'weak';

export interface Sample {
  /** ms on the connection's own clock. */
  at: number;
  rttMs: number;
  path: Rung;
  /** Of the two candidates that media go between. */
  pair: string;
  received: number;
  /** Grows with whatever comes over the chosen path: media, reports, checks and the answers to its own. */
  heard: number;
  /** Changes with each own candidate that is found, and each check that comes or is answered on whichever path. */
  answers: number;
  lost: number;
  /** Loss of what we send as the server reports it, 0 to 1. */
  lossOut: number;
  bytesIn: number;
  bytesOut: number;
  /** Packets so far by receiving mid. */
  packets: Readonly<Record<string, number>>;
  /** How often and for how long (ms) the picture of a receiving mid has stood still so far, as the browser counts it. */
  frozen: Readonly<Record<string, Frozen>>;
}

export interface Frozen {
  times: number;
  ms: number;
}

/** A stats report as plain entries, the shape of RTCStatsReport's values. */
export type Entries = Iterable<Record<string, unknown>>;

export function sample(entries: Entries, at: number): Sample {
  const all = [...entries];
  const byId = new Map(all.map((entry) => [text(entry.id), entry]));
  const next = { at, rttMs: 0, path: '' as Rung, pair: '', received: 0, heard: 0, answers: 0, lost: 0, lossOut: 0, bytesIn: 0, bytesOut: 0, packets: {} as Record<string, number>,
    frozen: {} as Record<string, Frozen> };
  const pair = chosen(all, byId);
  if (pair) {
    next.rttMs = Math.round(number(pair.currentRoundTripTime) * 1000);
    next.pair = text(pair.id);
    next.heard = number(pair.bytesReceived) + checks(pair);
    next.path = pathOf(byId.get(text(pair.localCandidateId)));
  }
  for (const entry of all) {
    switch (entry.type) {
      case 'candidate-pair':
        next.answers += checks(entry);
        break;
      case 'local-candidate':
        next.answers += 1;
        break;
      case 'inbound-rtp':
        next.received += number(entry.packetsReceived);
        next.lost += Math.max(0, number(entry.packetsLost));
        next.bytesIn += number(entry.bytesReceived);
        next.packets[text(entry.mid)] = number(entry.packetsReceived);
        if (entry.kind === 'video') next.frozen[text(entry.mid)] = { times: number(entry.freezeCount), ms: Math.round(number(entry.totalFreezesDuration) * 1000) };
        break;
      case 'outbound-rtp':
        next.bytesOut += number(entry.bytesSent);
        break;
      case 'remote-inbound-rtp':
        next.lossOut = Math.max(next.lossOut, number(entry.fractionLost));
        break;
    }
  }
  return next;
}

/** The pair of candidates that media take: the transport names it, or (in Firefox, which has no such entry) it says so itself. */
function chosen(all: Record<string, unknown>[], byId: Map<string, Record<string, unknown>>): Record<string, unknown> | undefined {
  const transport = all.find((entry) => entry.type === 'transport');
  return byId.get(text(transport?.selectedCandidatePairId)) ?? all.find((entry) => entry.type === 'candidate-pair' && entry.selected === true);
}

function checks(pair: Record<string, unknown>): number {
  return number(pair.requestsReceived) + number(pair.responsesReceived);
}

function pathOf(candidate: Record<string, unknown> | undefined): Rung {
  if (!candidate) return '';
  if (candidate.candidateType === 'relay') return 'relay';
  return candidate.protocol === 'tcp' ? 'tcp' : 'udp';
}

export interface Verdict {
  grade: Grade;
  rttMs: number;
  lossPct: number;
  path: Rung;
  kbpsIn: number;
  kbpsOut: number;
}

export const noVerdict: Verdict = { grade: 'unknown', rttMs: 0, lossPct: 0, path: '', kbpsIn: 0, kbpsOut: 0 };

/** How the link was between two samples. Distance alone (300 ms to another continent) is no fault of it. */
export function verdict(before: Sample | undefined, now: Sample): Verdict {
  if (!before || now.at <= before.at) return { ...noVerdict, rttMs: now.rttMs, path: now.path };
  const received = Math.max(0, now.received - before.received);
  const lost = Math.max(0, now.lost - before.lost);
  const loss = Math.max(received + lost > 0 ? lost / (received + lost) : 0, now.lossOut);
  const rate = (bytes: number) => Math.max(0, Math.round((bytes * 8) / (now.at - before.at)));
  const grade = loss > 0.08 || now.rttMs > 700 ? 'weak' : loss > 0.03 || now.rttMs > 400 ? 'fair' : 'good';
  return {
    grade, path: now.path, rttMs: now.rttMs, lossPct: Math.round(loss * 1000) / 10,
    kbpsIn: rate(now.bytesIn - before.bytesIn), kbpsOut: rate(now.bytesOut - before.bytesOut),
  };
}

/** The receiving mids on which packets arrived between two samples. */
export function flowing(before: Sample | undefined, now: Sample): string[] {
  return Object.keys(now.packets).filter((mid) => (now.packets[mid] ?? 0) > (before?.packets[mid] ?? 0));
}

/** Notices that a count stands still although it should grow: `flat` is for how long, in ms. */
export class Watch {
  private pair = '';
  private seen = -1;
  private since = 0;
  private grown = 0;

  constructor(private readonly count: 'received' | 'heard') {}

  flat(now: Sample, expecting: boolean): number {
    const changed = now[this.count] !== this.seen;
    // Another pair of candidates brings another count: that the browser has changed over is no sign of life.
    const grows = changed && (this.count === 'received' || this.pair === '' || now.pair === this.pair);
    if (grows || !expecting) {
      if (now.at - this.since > livelyEvery) this.grown = 0;
      this.grown = grows ? this.grown + 1 : 0;
      this.since = now.at;
    }
    this.pair = now.pair;
    this.seen = now[this.count];
    return now.at - this.since;
  }

  /** It grew at each of the last looks before it stood still: a pause says something. */
  get lively(): boolean {
    return this.grown > livelyTimes;
  }
}

/** Looks are a second apart; one that comes late is still the next. */
const livelyEvery = 1900;
const livelyTimes = 3;

const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
