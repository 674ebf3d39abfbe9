// In a page or a worker: `EventSource` (HTML §9.2.2) over sse$, in place of the browser's own.
import { sse$, text, type PushEvent } from 'ngx-comet/core';
import type { Subscription } from 'rxjs';

/** As long as Chromium waits if the server did not send `retry:`. */
const RECONNECTION_TIME = 3_000;
const STATES = { CONNECTING: 0, OPEN: 1, CLOSED: 2 } as const;
const HANDLED = ['open', 'message', 'error'] as const;
type Handled = (typeof HANDLED)[number];

class SseEventSource extends EventTarget {
  readonly url: string;
  readonly withCredentials: boolean;
  readonly #origin: string;
  readonly #handlers = new Map<Handled, (event: Event) => void>();
  #readyState: number = STATES.CONNECTING;
  #subscription: Subscription | undefined;

  constructor(url: unknown, { withCredentials = false }: { readonly withCredentials?: unknown } = {}) {
    super();
    const base = 'document' in globalThis ? document.baseURI : location.href;
    const given = String(url);
    if (!URL.canParse(given, base)) throw new DOMException(`cannot open '${given}'`, 'SyntaxError');
    const { href, origin } = new URL(given, base);
    this.url = href;
    this.#origin = origin;
    this.withCredentials = Boolean(withCredentials);
    // "Run this step in parallel": whoever calls the constructor sees none of it yet.
    queueMicrotask(() => {
      if (this.#readyState !== STATES.CLOSED) this.#open();
    });
  }

  get readyState(): number {
    return this.#readyState;
  }

  close(): void {
    this.#readyState = STATES.CLOSED;
    this.#subscription?.unsubscribe();
  }

  handler(of: Handled): ((event: Event) => void) | null {
    return this.#handlers.get(of) ?? null;
  }

  setHandler(of: Handled, handler: unknown): void {
    const old = this.#handlers.get(of);
    if (old !== undefined) this.removeEventListener(of, old);
    this.#handlers.delete(of);
    if (typeof handler !== 'function') return;
    const listener = handler as (event: Event) => void;
    this.#handlers.set(of, listener);
    this.addEventListener(of, listener);
  }

  #open(): void {
    this.#subscription = sse$(this.url, {
      credentials: this.withCredentials ? 'include' : 'same-origin',
      decode: text(),
      retry: ({ serverDelay }) => serverDelay ?? RECONNECTION_TIME,
      // "If the response's status is not 200, fail the connection": an EventSource does not try 5xx again.
      transient: ({ code }) => (code === 'http' ? false : undefined),
      observe: 'events',
    }).subscribe({
      next: (event) => {
        this.#take(event);
      },
      error: () => {
        this.#end(STATES.CLOSED);
      },
      complete: () => {
        this.#end(STATES.CLOSED);
      },
    });
    if (this.#readyState === STATES.CLOSED) this.#subscription.unsubscribe();
  }

  #take(event: PushEvent<string>): void {
    if (event.kind === 'open') {
      this.#readyState = STATES.OPEN;
      this.dispatchEvent(new Event('open'));
    } else if (event.kind === 'message') {
      const { event: type, data, id: lastEventId = '' } = event.message;
      this.dispatchEvent(new MessageEvent(type, { data, lastEventId, origin: this.#origin }));
    } else if (event.kind === 'lost') this.#end(STATES.CONNECTING);
  }

  #end(state: number): void {
    this.#readyState = state;
    this.dispatchEvent(new Event('error'));
  }
}

for (const place of [SseEventSource, SseEventSource.prototype])
  for (const [name, value] of Object.entries(STATES)) Object.defineProperty(place, name, { value, enumerable: true });
for (const of of HANDLED)
  Object.defineProperty(SseEventSource.prototype, `on${of}`, {
    get(this: SseEventSource) {
      return this.handler(of);
    },
    set(this: SseEventSource, handler: unknown) {
      this.setHandler(of, handler);
    },
    enumerable: true,
    configurable: true,
  });
Object.defineProperty(globalThis, 'EventSource', { value: SseEventSource, writable: true, configurable: true });
