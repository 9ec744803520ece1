// Debian's own Firefox, driven by WebDriver BiDi (W3C draft of 2026): what a journey needs of it, which is to open pages and
// to run functions in them. Camera and microphone are Firefox's own fakes, the microphone with a tone.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Mark } from './senses.ts';
import { until } from './until.ts';

const prefs = (hz: number, address: string) => ({
  'network.dns.forceResolve': address,
  'media.navigator.streams.fake': true,
  'media.navigator.audio.fake_frequency': hz,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  // Only where a page may have the camera for good, ICE uses other interfaces than that of the default route. A fake camera
  // does not count, and from that interface no way leads to a server on the loopback one.
  'permissions.default.camera': 1,
  'permissions.default.microphone': 1,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'remote.prefs.recommended': true,
});

interface Reply {
  id?: number;
  result?: Record<string, unknown>;
  error?: string;
  message?: string;
}

export class Firefox {
  private asked = 0;
  private readonly waiting = new Map<number, { done: (result: Record<string, unknown>) => void; failed: (error: Error) => void }>();
  private tab = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly profile: string,
    private readonly socket: WebSocket,
  ) {
    socket.addEventListener('message', ({ data }) => this.heard(JSON.parse(String(data)) as Reply));
  }

  /** Starts it with a fresh profile, one tab and one person's tone; every name leads to the address, whose certificate is believed. */
  static async launch({ hz }: Mark, address: string): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), 'etrade-firefox-'));
    const lines = Object.entries(prefs(hz, address)).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
    writeFileSync(join(profile, 'user.js'), lines.join('\n'));
    const child = spawn(process.env['ETRADE_FIREFOX'] || '/usr/bin/firefox-esr', ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let bidi = '';
    for await (const line of createInterface(child.stderr)) {
      bidi = /WebDriver BiDi listening on (ws:\S+)/.exec(line)?.[1] ?? '';
      if (bidi) break;
    }
    child.stderr.resume(); // the rest is of no interest, and must not fill the pipe
    const socket = new WebSocket(`${bidi}/session`);
    await once(socket, 'open');
    const firefox = new Firefox(child, profile, socket);
    await firefox.ask('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } });
    const { contexts } = (await firefox.ask('browsingContext.getTree', {})) as { contexts: { context: string }[] };
    firefox.tab = contexts[0]?.context ?? '';
    return firefox;
  }

  /** Runs a function in each page that is opened from now on, before the page's own. */
  async before<A>(run: (argument: A) => void, argument?: A): Promise<void> {
    await this.ask('script.addPreloadScript', { functionDeclaration: `() => (${run.toString()})(${JSON.stringify(argument)})` });
  }

  async goto(url: string): Promise<void> {
    await this.ask('browsingContext.navigate', { context: this.tab, url, wait: 'complete' });
  }

  async reload(): Promise<void> {
    await this.ask('browsingContext.reload', { context: this.tab, wait: 'complete' });
  }

  /** Runs a function of the page's own world with one argument; both go and come as JSON. */
  async evaluate<T, A>(run: (argument: A) => T | Promise<T>, argument?: A): Promise<T> {
    const { type, result, exceptionDetails } = (await this.ask('script.callFunction', {
      functionDeclaration: `async (json) => JSON.stringify((await (${run.toString()})(JSON.parse(json))) ?? null)`,
      arguments: [{ type: 'string', value: JSON.stringify(argument ?? null) }],
      awaitPromise: true,
      userActivation: true,
      target: { context: this.tab },
    })) as { type: string; result?: { value: string }; exceptionDetails?: { text: string } };
    if (type !== 'success' || !result) throw new Error(`in Firefox: ${exceptionDetails?.text}`);
    return JSON.parse(result.value) as T;
  }

  /** Waits until the page has an element like this. */
  async waitFor(selector: string): Promise<void> {
    const there = (wanted: string) => document.querySelector(wanted) !== null;
    await until(`Firefox shows ${selector}`, () => this.evaluate(there, selector), (shown) => shown, 90_000);
  }

  async click(selector: string): Promise<void> {
    await this.waitFor(selector);
    await this.evaluate((wanted: string) => document.querySelector<HTMLElement>(wanted)?.click(), selector);
  }

  /** Clicks the button that is called so. */
  async press(name: string): Promise<void> {
    const press = (wanted: string) => {
      const button = [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === wanted);
      button?.click();
      return button !== undefined;
    };
    await until(`Firefox has a button "${name}"`, () => this.evaluate(press, name), (there) => there);
  }

  /** Stops all its processes where they stand, as when a laptop is closed, or lets them go on. */
  sleep(asleep: boolean): void {
    for (const pid of family(this.child.pid ?? 0)) process.kill(pid, asleep ? 'SIGSTOP' : 'SIGCONT');
  }

  async close(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.socket.close();
    this.child.kill('SIGTERM');
    await gone;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  private ask(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = ++this.asked;
    this.socket.send(JSON.stringify({ id, method, params }));
    return new Promise((done, failed) => this.waiting.set(id, { done, failed }));
  }

  private heard(reply: Reply): void {
    const asker = this.waiting.get(reply.id ?? 0);
    if (!asker) return; // an event
    this.waiting.delete(reply.id ?? 0);
    if (reply.result) asker.done(reply.result);
    else asker.failed(new Error(`Firefox: ${reply.error}: ${reply.message}`));
  }
}

/** A process and all that it and its own have started. */
function family(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const parent = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // gone meanwhile
    }
  }
  const all = [pid];
  for (const one of all) all.push(...(children.get(one) ?? []));
  return all;
}
