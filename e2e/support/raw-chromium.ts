import { ChromiumProcess } from './chromium-process';

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
  readonly #process: ChromiumProcess;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #id = 0;
  #tab = '';
  #session = '';
  /** The page that prerenders another one. */
  #front = '';
  #onAttached: (attached: Attached) => void = () => undefined;
  #other = '';

  private constructor(process: ChromiumProcess, socket: WebSocket) {
    this.#process = process;
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
      else if (answer.method === 'Target.attachedToTarget') this.#onAttached(answer.params as Attached);
    };
  }

  static async launch(): Promise<RawChromium> {
    const chromium = await ChromiumProcess.launch();
    const socket = new WebSocket(chromium.address);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    return new RawChromium(chromium, socket);
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
    const code = `new Promise((resolve) => document.readyState === 'complete' ? resolve() : addEventListener('load', resolve))
      .then(() => {
        const script = document.createElement('script');
        script.type = 'speculationrules';
        script.textContent = ${JSON.stringify(rules)};
        document.head.append(script);
      })`;
    await this.#send('Runtime.evaluate', { expression: code, awaitPromise: true }, this.#front);
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
    this.#socket.close();
    await this.#process.end();
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
