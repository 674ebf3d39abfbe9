// The Angular application that renders on a server, beside the soak.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../../..');
const SERVER = 'dist/e2e-ssr/server/server.mjs';
const PATHS = ['/silent', '/snapshot', '/http-client'];
/** Milliseconds between two pages. */
const EVERY = 1_000;
/** How long connections are kept that are idle, at most, in milliseconds. */
const IDLE = 20_000;

interface Answer {
  readonly id?: number;
  readonly result?: { readonly usedSize?: number };
}

/** Renders a page every second, and reads what its server keeps. */
export class Rendering {
  readonly #child: ChildProcess;
  readonly #url: string;
  readonly #inspector: WebSocket;
  #timer: NodeJS.Timeout | undefined;
  #asked = 0;
  pages = 0;
  /** What was answered instead of a page, and how often. */
  readonly failures = new Map<string, number>();
  readonly heaps: number[] = [];
  /** Before the first page and after the last one. */
  timers = { before: NaN, after: NaN };
  readonly #under = new Set<Promise<void>>();

  private constructor(child: ChildProcess, url: string, inspector: WebSocket) {
    this.#child = child;
    this.#url = url;
    this.#inspector = inspector;
  }

  /** Builds the application if it is older than the package that it contains. */
  static async build(): Promise<void> {
    const built = (path: string): number => (existsSync(join(ROOT, path)) ? statSync(join(ROOT, path)).mtimeMs : 0);
    if (built(SERVER) > built('dist/ngx-comet/package.json')) return;
    const ng = join(ROOT, 'node_modules/@angular/cli/bin/ng.js');
    await promisify(execFile)(process.execPath, [ng, 'build', 'e2e-ssr'], { cwd: ROOT });
  }

  /** `feeds` is the origin of the push server. */
  static async start(feeds: string): Promise<Rendering> {
    const child = spawn(process.execPath, ['--inspect=127.0.0.1:0', join(ROOT, SERVER)], {
      env: { ...process.env, FEEDS: feeds },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [url, address] = await Promise.all([
      match(child.stdout, /^listening on (.*)$/),
      match(child.stderr, /^Debugger listening on (.*)$/),
    ]);
    const inspector = new WebSocket(address);
    await once(inspector, 'open');
    return new Rendering(child, url, inspector);
  }

  async begin(): Promise<void> {
    // The first pages load code, and open what is kept for all pages.
    for (const path of PATHS) await (await fetch(this.#url + path)).text();
    this.timers.before = await this.#idleTimers(Infinity);
    this.#timer = setInterval(() => {
      const rendering = this.#render();
      this.#under.add(rendering);
      void rendering.then(() => this.#under.delete(rendering));
    }, EVERY);
  }

  /** Reads the heap after a garbage collection. */
  async read(): Promise<void> {
    await this.#ask('HeapProfiler.collectGarbage');
    this.heaps.push((await this.#ask('Runtime.getHeapUsage')).usedSize ?? NaN);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#under);
    this.timers.after = await this.#idleTimers(this.timers.before);
  }

  /** The timers, when idle connections have been closed, or when there are as few as wanted. */
  async #idleTimers(wanted: number): Promise<number> {
    const deadline = Date.now() + IDLE;
    for (;;) {
      const { timers } = (await (await fetch(`${this.#url}/health`)).json()) as { readonly timers: number };
      if (timers <= wanted || Date.now() > deadline) return timers;
      await wait(500);
    }
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    this.#inspector.close();
    if (this.#child.exitCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  async #render(): Promise<void> {
    const path = PATHS[this.pages++ % PATHS.length] ?? '/silent';
    try {
      const response = await fetch(this.#url + path);
      const text = await response.text();
      if (response.status !== 200 || !text.includes('Server rendering')) {
        this.#failed(`${path}: ${response.status} ${text.slice(0, 120)}`);
      }
    } catch (error) {
      this.#failed(`${path}: ${String(error)}`);
    }
  }

  #failed(how: string): void {
    this.failures.set(how, (this.failures.get(how) ?? 0) + 1);
  }

  #ask(method: string): Promise<NonNullable<Answer['result']>> {
    const id = ++this.#asked;
    return new Promise((resolve) => {
      const hear = ({ data }: MessageEvent): void => {
        const answer = JSON.parse(String(data)) as Answer;
        if (answer.id !== id) return;
        this.#inspector.removeEventListener('message', hear);
        resolve(answer.result ?? {});
      };
      this.#inspector.addEventListener('message', hear);
      this.#inspector.send(JSON.stringify({ id, method }));
    });
  }
}

/** What the first line that matches has in its brackets. The other lines are read too, so that no pipe fills. */
function match(stream: NodeJS.ReadableStream | null, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    if (stream === null) return;
    const lines = createInterface(stream);
    lines.on('line', (line) => {
      const [, found] = pattern.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
    lines.once('close', () => {
      reject(new Error('the server of the application ended'));
    });
  });
}
