import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../projects/push-server/src/main.ts');

/** The part of `GET /control/stats` that is watched. */
export interface Stats {
  readonly feeds: number;
  readonly live: { readonly total: number };
}

/** push-server, as a process of its own. */
export class ServerProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  /** What it wrote to standard error. */
  #said = '';

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#said = (this.#said + text).slice(-4_000)));
  }

  static async start(): Promise<ServerProcess> {
    const child = spawn(process.execPath, [MAIN, '--tick-every', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
    // Also after a failure of this process, or Ctrl-C.
    const end = (): void => void child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    if (child.stdout === null) throw new Error('no standard output');
    for await (const line of createInterface(child.stdout)) return new ServerProcess(child, line.replace(/^.* /, ''));
    throw new Error('push-server did not start');
  }

  /** `undefined` while it runs, then how it ended. */
  get end(): string | undefined {
    const { exitCode, signalCode } = this.#child;
    return exitCode === null && signalCode === null ? undefined : `${signalCode ?? exitCode}: ${this.#said}`;
  }

  /** Mebibytes that it keeps in memory; 0 where the system does not say. */
  get memory(): number {
    try {
      const [, kibibytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${this.#child.pid}/status`, 'utf8')) ?? [];
      return Math.round(Number(kibibytes ?? 0) / 1_024);
    } catch {
      return 0;
    }
  }

  /** Ends it at once, as the end of the run does. */
  async stop(): Promise<void> {
    if (this.end !== undefined) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }
}
