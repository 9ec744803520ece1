// The bad network of a journey (go run ./cmd/dev link): between the browsers and the demo, later, lossy, with ways closed.

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** How the link is; see signaling/edge/edgetest. */
export interface Conditions {
  rttMs?: number;
  lossPct?: number;
  noUDP?: boolean;
  noTCP?: boolean;
  noTLS?: boolean;
}

export class Link {
  private network = 0;
  private conditions: Conditions = {};

  private constructor(
    private readonly child: ChildProcessByStdio<Writable, Readable, null>,
    private readonly said: Interface,
  ) {}

  /** Listens on one address for UDP and TCP and leads to another; all ways are open. */
  static async open(address: string, target: string): Promise<Link> {
    const program = process.env['ETRADE_E2E_DEV'];
    if (!program) throw new Error('ETRADE_E2E_DEV names no program; type: go run ./cmd/dev check journeys');
    const child = spawn(program, ['link', address, target], { stdio: ['pipe', 'pipe', 'inherit'] });
    const said = createInterface(child.stdout);
    await once(said, 'line');
    return new Link(child, said);
  }

  /** The link is like this from now on. */
  async is(conditions: Conditions): Promise<void> {
    this.conditions = conditions;
    const answered = once(this.said, 'line');
    this.child.stdin.write(`${JSON.stringify({ ...conditions, network: this.network })}\n`);
    const [line] = (await answered) as [string];
    if (line !== 'ok') throw new Error(line);
  }

  /** Everybody has gone over to another network: what they have opened on the one before is dead. */
  async moves(): Promise<void> {
    this.network += 1;
    await this.is(this.conditions);
  }

  async close(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
  }
}
