import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = join(import.meta.dirname, '../../../projects/push-server/src/main.ts');
const BUFFER = 2_000;

interface Stats {
  readonly live: Readonly<Record<string, number>>;
  readonly requests: Readonly<Record<string, number>>;
}

/** The push server in a process that can be killed. It comes back on the same ports, and has forgotten everything. */
export class PushProcess {
  readonly #ports: readonly number[];
  readonly #folder: string;
  #child: ChildProcess | undefined;
  /** Requests of the processes that were killed. */
  kills = 0;

  private constructor(ports: readonly number[], folder: string) {
    this.#ports = ports;
    this.#folder = folder;
  }

  /** Serves the page in `folder` and the same feeds at so many origins. */
  static async start(folder: string, origins: number): Promise<PushProcess> {
    const server = new PushProcess(await freePorts(origins), folder);
    await server.start();
    return server;
  }

  origin(place: number): string {
    return `http://127.0.0.1:${this.#ports[place] ?? 0}`;
  }

  async start(): Promise<void> {
    const [port, ...also] = this.#ports.map(String);
    const child = spawn(
      process.execPath,
      [
        ...[MAIN, '--port', port ?? '0', ...also.flatMap((other) => ['--also', other])],
        ...['--static', this.#folder, '--tick-every', '0', '--buffer', String(BUFFER)],
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.#child = child;
    const lines = createInterface(child.stdout);
    const gone = once(child, 'exit').then(() => {
      throw new Error('the push server ended');
    });
    await Promise.race([once(lines, 'line'), gone]);
    gone.catch(() => undefined);
  }

  async kill(): Promise<void> {
    this.kills++;
    await this.end();
  }

  async end(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Sets a fault; nothing happens while the server is down. */
  async fault(name: string, query: Readonly<Record<string, string | number>> = {}): Promise<void> {
    const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
    await this.#post(`/control/${name}?${search.toString()}`);
  }

  /** Returns whether the server surely has it. */
  async publish(feed: string, value: unknown): Promise<boolean> {
    return (await this.#post(`/feeds/${feed}`, JSON.stringify(value)))?.status === 201;
  }

  async stats(): Promise<Stats> {
    return (await fetch(`${this.origin(0)}/control/stats`)).json() as Promise<Stats>;
  }

  async #post(path: string, body?: string): Promise<Response | undefined> {
    try {
      const response = await fetch(this.origin(0) + path, { method: 'POST', ...(body !== undefined && { body }) });
      await response.arrayBuffer();
      return response;
    } catch {
      return undefined;
    }
  }
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
