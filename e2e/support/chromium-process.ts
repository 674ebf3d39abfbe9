import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM } from '../../tools/browser/chromium.ts';

const ARGS = ['--headless=new', '--remote-debugging-port=0', ...CHROMIUM.args];

/** Chromium as a user starts it, with a profile of its own, and the address of its DevTools protocol. */
export class ChromiumProcess {
  readonly address: string;
  readonly #child: ChildProcess;
  readonly #profile: string;

  private constructor(child: ChildProcess, profile: string, address: string) {
    this.#child = child;
    this.#profile = profile;
    this.address = address;
  }

  /** Starts it with these arguments too. */
  static async launch(...more: readonly string[]): Promise<ChromiumProcess> {
    const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
    const args = [...ARGS, ...more, `--user-data-dir=${profile}`, 'about:blank'];
    const child = spawn(CHROMIUM.executablePath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    const address = await new Promise<string>((resolve, reject) => {
      child.stderr.on('data', (text: Buffer) => {
        said += text.toString();
        const [found] = /ws:\/\/\S+/.exec(said) ?? [];
        if (found !== undefined) resolve(found);
      });
      child.once('exit', () => {
        reject(new Error(`Chromium ended: ${said}`));
      });
    });
    return new ChromiumProcess(child, profile, address);
  }

  async end(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await gone;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
