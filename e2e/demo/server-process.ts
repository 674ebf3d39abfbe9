import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(__dirname, '../..');

/** The part of `GET /control/stats` that tests use. */
export interface Stats {
  readonly live: Readonly<Record<string, number>>;
  readonly requests: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
}

/** A push-server with the built demo, in a process of its own that a test can kill. */
export class ServerProcess {
  #child: ChildProcess | undefined;
  #port = 0;

  /** The address of the page. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The same server under another name, as another origin. */
  get otherOrigin(): string {
    return `http://localhost:${this.#port}`;
  }

  get running(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  /** Listens on a free port, or after `kill()` on the same one again. */
  async start(): Promise<void> {
    const child = spawn(
      process.execPath,
      ['projects/push-server/src/main.ts', '--port', String(this.#port), '--static', 'dist/demo/browser'],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.#child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      const [, port] = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(line) ?? [];
      if (port === undefined) continue;
      this.#port = Number(port);
      return;
    }
    throw new Error('push-server ended before it was listening');
  }

  /** Kills the process at once, like a crash: no connection is closed properly. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.running) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async stats(): Promise<Stats> {
    const response = await fetch(`${this.url}/control/stats`);
    return (await response.json()) as Stats;
  }

  /** The number of live connections of this route. */
  async live(route: string): Promise<number> {
    const { live } = await this.stats();
    return live[route] ?? 0;
  }

  /** The number of requests of this route since the start. */
  async requests(route: string): Promise<number> {
    const { requests } = await this.stats();
    return requests[route] ?? 0;
  }

  /** Sets a fault: a path below `/control`. */
  async control(step: string): Promise<void> {
    const response = await fetch(`${this.url}/control/${step}`, { method: 'POST' });
    if (!response.ok) throw new Error(`/control/${step} was answered with ${response.status}`);
  }
}
