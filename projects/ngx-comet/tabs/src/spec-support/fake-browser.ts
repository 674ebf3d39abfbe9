import type { CursorStore } from 'ngx-comet/core';
import type { Platform } from '../platform';

interface Waiting {
  readonly take: (lock: Lock | null) => unknown;
  readonly settle: (result: unknown) => void;
  readonly fail: (error: unknown) => void;
}

/** One browser with tabs: its locks and channels, and what can happen to a tab. */
export class FakeBrowser {
  readonly #channels = new Set<FakeChannel>();
  readonly #queue: Waiting[] = [];
  #held = false;
  /** What was sent on the channel. */
  readonly sent: { readonly kind: string }[] = [];
  /** How often a lock was requested. */
  requests = 0;

  get isHeld(): boolean {
    return this.#held;
  }

  get openChannels(): number {
    return this.#channels.size;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  tab(): FakeTab {
    return new FakeTab(this);
  }

  broadcast(from: FakeChannel, message: unknown): void {
    const data = structuredClone(message);
    this.sent.push(data as { kind: string });
    for (const channel of this.#channels) {
      if (channel !== from) queueMicrotask(() => channel.take(structuredClone(data)));
    }
  }

  join(channel: FakeChannel): void {
    this.#channels.add(channel);
  }

  leave(channel: FakeChannel): void {
    this.#channels.delete(channel);
  }

  request(options: LockOptions, take: (lock: Lock | null) => unknown): Promise<unknown> {
    this.requests++;
    return new Promise((settle, fail) => {
      const waiting: Waiting = { take, settle, fail };
      options.signal?.addEventListener('abort', () => {
        const place = this.#queue.indexOf(waiting);
        if (place < 0) return;
        this.#queue.splice(place, 1);
        fail(new DOMException('aborted', 'AbortError'));
      });
      if (options.signal?.aborted === true) return fail(new DOMException('aborted', 'AbortError'));
      if (options.ifAvailable === true && (this.#held || this.#queue.length > 0)) {
        queueMicrotask(() => {
          settle(take(null));
        });
        return;
      }
      this.#queue.push(waiting);
      this.#grant();
    });
  }

  #grant(): void {
    if (this.#held) return;
    const next = this.#queue.shift();
    if (next === undefined) return;
    this.#held = true;
    queueMicrotask(() => {
      void Promise.resolve(next.take({ name: 'feed', mode: 'exclusive' })).then((result) => {
        this.#held = false;
        next.settle(result);
        this.#grant();
      }, next.fail);
    });
  }
}

/** The channel of one tab. */
export class FakeChannel {
  onmessage: ((event: MessageEvent<unknown>) => void) | null = null;
  /** While it is true, messages do not arrive. */
  deaf = false;
  /** The messages that are held back; `undefined` while messages arrive at once. */
  #late: unknown[] | undefined;
  closed = false;
  readonly #browser: FakeBrowser;

  constructor(browser: FakeBrowser) {
    this.#browser = browser;
    browser.join(this);
  }

  postMessage(message: unknown): void {
    if (this.closed) throw new DOMException('closed', 'InvalidStateError');
    this.#browser.broadcast(this, message);
  }

  set late(late: boolean) {
    const held = this.#late ?? [];
    this.#late = late ? [] : undefined;
    for (const data of held) this.take(data);
  }

  take(data: unknown): void {
    if (this.#late !== undefined) this.#late.push(data);
    else if (!this.closed && !this.deaf) this.onmessage?.(new MessageEvent('message', { data }));
  }

  close(): void {
    this.closed = true;
    this.#browser.leave(this);
  }
}

/** What one tab sees of its browser. */
export class FakeTab implements Platform {
  readonly key = 'feed';
  readonly locks: LockManager;
  /** A test replaces it if the source stores its cursor. */
  cursor: CursorStore = { get: () => undefined, set: () => undefined };
  channel: FakeChannel | undefined;
  watched = false;
  /** A test sets it, and calls `thaw` when the user opens the page. */
  isPrerendered = false;
  freeze: () => void = () => undefined;
  thaw: () => void = () => undefined;

  constructor(browser: FakeBrowser) {
    const request = (_: string, options: LockOptions, take: (lock: Lock | null) => unknown): Promise<unknown> =>
      browser.request(options, take);
    this.locks = { request } as unknown as LockManager;
    this.open = () => {
      this.channel = new FakeChannel(browser);
      return this.channel as unknown as BroadcastChannel;
    };
  }

  readonly open: () => BroadcastChannel;

  readonly prerendering = (): boolean => this.isPrerendered;

  readonly watch = (away: () => void, back: () => void): (() => void) => {
    this.freeze = away;
    this.thaw = back;
    this.watched = true;
    return () => {
      this.watched = false;
    };
  };
}
