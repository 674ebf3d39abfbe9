import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM } from '../../tools/browser/chromium.ts';

const ARGS = ['--headless=new', '--remote-debugging-port=0', ...CHROMIUM.args];

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Attached {
  readonly sessionId: string;
  readonly targetInfo: { readonly subtype?: string };
}

/**
 * Chromium, controlled only by the DevTools protocol. Playwright keeps every page focused and visible, and a visible
 * page is never frozen. Here a tab is hidden as for a user, by another tab in front of it.
 */
export class RawChromium {
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #id = 0;
  #tab = '';
  #session = '';
  /** The page that prerenders another one. */
  #front = '';
  #onAttached: (attached: Attached) => void = () => undefined;
  #other = '';

  private constructor(child: ChildProcess, profile: string, socket: WebSocket) {
    this.#child = child;
    this.#profile = profile;
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
      else if (answer.method === 'Target.attachedToTarget') this.#onAttached(answer.params as Attached);
    };
  }

  static async launch(): Promise<RawChromium> {
    const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
    const child = spawn(CHROMIUM.executablePath, [...ARGS, `--user-data-dir=${profile}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
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
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    return new RawChromium(child, profile, socket);
  }

  /** Opens a tab in front. */
  async open(url: string): Promise<void> {
    this.#tab = (await this.#send<{ targetId: string }>('Target.createTarget', { url })).targetId;
    const attached = await this.#send<{ sessionId: string }>('Target.attachToTarget', {
      targetId: this.#tab,
      flatten: true,
    });
    this.#session = attached.sessionId;
  }

  /**
   * Opens a tab in front that may prerender the page `next`. Chromium prerenders nothing in a tab that is controlled by
   * the page, only in one that is controlled by the tab. Returns when the page is being prerendered.
   */
  async openPrerendering(url: string, next: string): Promise<void> {
    const tab = await this.#send<{ targetId: string }>('Target.createTarget', { url: 'about:blank', forTab: true });
    this.#tab = tab.targetId;
    const { sessionId } = await this.#send<{ sessionId: string }>('Target.attachToTarget', {
      targetId: tab.targetId,
      flatten: true,
    });
    const pages: string[] = [];
    const prerendered = new Promise<string>((resolve) => {
      this.#onAttached = ({ sessionId: session, targetInfo: { subtype } }) => {
        if (subtype === 'prerender') resolve(session);
        else pages.push(session);
      };
    });
    const options = { autoAttach: true, waitForDebuggerOnStart: false, flatten: true };
    await this.#send('Target.setAutoAttach', options, sessionId);
    [this.#front = ''] = pages;
    await this.#send('Page.navigate', { url }, this.#front);
    const rules = JSON.stringify({ prerender: [{ urls: [next], eagerness: 'immediate' }] });
    const code = `const script = document.createElement('script'); script.type = 'speculationrules';
      script.textContent = ${JSON.stringify(rules)}; document.head.append(script);`;
    await this.#send('Runtime.evaluate', { expression: code }, this.#front);
    this.#session = await prerendered;
  }

  /** Does what a user does: opens the page that was prerendered. */
  async activate(next: string): Promise<void> {
    const code = `location.href = ${JSON.stringify(next)}`;
    await this.#send('Runtime.evaluate', { expression: code, userGesture: true }, this.#front);
  }

  /** Puts another tab in front of it. */
  async hide(): Promise<void> {
    if (this.#other === '') {
      this.#other = (await this.#send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' })).targetId;
    }
    await this.#send('Target.activateTarget', { targetId: this.#other });
  }

  async show(): Promise<void> {
    await this.#send('Target.activateTarget', { targetId: this.#tab });
  }

  /** Freezes the tab, which must be hidden, or thaws it. */
  async setLifecycle(state: 'frozen' | 'active'): Promise<void> {
    await this.#send('Page.setWebLifecycleState', { state }, this.#session);
  }

  /** The value of an expression in the tab, as JSON. */
  async evaluate<T>(expression: string): Promise<T> {
    const code = { expression: `JSON.stringify(${expression})` };
    const { result } = await this.#send<{ result: { value?: string } }>('Runtime.evaluate', code, this.#session);
    return JSON.parse(result.value ?? 'null') as T;
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#socket.close();
    this.#child.kill('SIGKILL');
    await gone;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  async #send<R>(method: string, params: object, sessionId?: string): Promise<R> {
    const id = ++this.#id;
    const answer = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    const { result, error } = await answer;
    this.#waiting.delete(id);
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result as R;
  }
}
