// The demo that a journey runs against: the real program, in its own process, with a data folder of its own.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { writtenDemo, type Wrote } from './written.ts';

/** The running demo. */
export class Demo {
  readonly origin: string;
  private readonly data = mkdtempSync(join(tmpdir(), 'etrade-demo-'));
  private child: ChildProcess | undefined;
  /** What the program has printed, all runs together. */
  printed = '';

  private constructor(
    private readonly port: number,
    private readonly settings: NodeJS.ProcessEnv,
  ) {
    this.origin = settings['ETRADE_PUBLIC_URL'] || `http://127.0.0.1:${port}`;
    chmodSync(this.data, 0o755); // as root the private PostgreSQL runs as another user
  }

  /** Starts a demo on a port, with these environment variables besides its own, and waits until it is ready. */
  static async start(settings: NodeJS.ProcessEnv = {}, port?: number): Promise<Demo> {
    const written = database() ? undefined : await writtenDemo(settings['ETRADE_CLOCK'], Demo.write);
    const demo = new Demo(port ?? (await freePort()), { ...settings, ...(written?.clock && { ETRADE_CLOCK: written.clock }) });
    if (written) execFileSync('cp', ['-a', '--reflink=auto', `${written.data}/.`, demo.data]); // with its owners, which PostgreSQL looks at
    await demo.run();
    return demo;
  }

  /** Has a demo write its data at an instant, or now, and ends it. The folder is the caller's. */
  private static async write(clock?: string): Promise<Wrote> {
    const demo = new Demo(await freePort(), clock ? { ETRADE_CLOCK: clock } : {});
    try {
      await demo.run();
      return { data: demo.data, ...(clock && { clock: (await demo.clock()).toISOString() }) };
    } finally {
      await demo.kill('SIGTERM');
    }
  }

  /** What the demo's clock shows. */
  async clock(): Promise<Date> {
    const { now } = (await (await fetch(`${this.origin}/dev/clock`)).json()) as { now: string };
    return new Date(now);
  }

  /** Moves the demo's clock, by which pages, deadlines and rooms go. */
  async setClock(now: Date): Promise<void> {
    const moved = await fetch(`${this.origin}/dev/clock`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ now: now.toISOString() }),
    });
    if (moved.status !== 200) throw new Error(`the clock stays: ${await moved.text()}`);
  }

  /** Starts the program on the same port and data folder and waits until /readyz says yes. */
  async run(): Promise<void> {
    const program = process.env['ETRADE_E2E_PROGRAM'];
    if (!program) throw new Error('ETRADE_E2E_PROGRAM names no program; type: go run ./cmd/dev check journeys');
    const child = spawn(program, ['demo', '--listen', `127.0.0.1:${this.port}`, '--data', this.data], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ETRADE_DATABASE_URL: database(), ...this.settings },
    });
    this.child = child;
    const note = (chunk: Buffer) => (this.printed += chunk.toString());
    child.stdout.on('data', note);
    child.stderr.on('data', note);
    const deadline = Date.now() + 90_000;
    while (!(await this.ready())) {
      if (child.exitCode !== null) throw new Error(`the demo ended with ${child.exitCode}:\n${this.printed}`);
      if (Date.now() > deadline) throw new Error(`the demo is not ready after 90 s:\n${this.printed}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  private async ready(): Promise<boolean> {
    if (this.settings['ETRADE_TLS_SELF_SIGNED']) return readyOverTLS(this.port);
    try {
      return (await fetch(`http://127.0.0.1:${this.port}/readyz`)).ok;
    } catch {
      return false;
    }
  }

  /** Ends the program with a signal and waits until it is gone; the data stays. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  /** Ends the program in order and removes its data. */
  async stop(): Promise<void> {
    await this.kill('SIGTERM');
    rmSync(this.data, { recursive: true, force: true });
  }
}

/** Asks whoever is there, whatever its certificate: it is on this machine. */
function readyOverTLS(port: number): Promise<boolean> {
  return new Promise((done) => {
    const request = get({ host: '127.0.0.1', port, path: '/readyz', rejectUnauthorized: false }, (answer) => {
      answer.resume();
      done(answer.statusCode === 200);
    });
    request.on('error', () => done(false));
  });
}

/** The journey's own database where a server is named; empty for a private server. */
function database(): string {
  const all = JSON.parse(process.env['ETRADE_E2E_DATABASES'] || '{}') as Record<string, string>;
  return all[basename(process.argv[1] ?? '', '.test.mjs')] ?? '';
}

/** A TCP port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
