import { monotonicClock, timeLimit, type CursorStore } from 'ngx-comet/core';
import type { Subscription } from 'rxjs';
import type { Platform } from '../platform';

interface Waiting {
  readonly owner: FakeTab;
  readonly take: (lock: Lock | null) => unknown;
  readonly settle: (result: unknown) => void;
  readonly fail: (error: unknown) => void;
}

/** One name: who holds the lock, and who waits for it. */
interface LockState {
  holder: Waiting | undefined;
  readonly queue: Waiting[];
}

/** One browser with tabs: its locks and channels, and what can happen to a tab. */
export class FakeBrowser {
  readonly #channels = new Set<FakeChannel>();
  readonly #killed = new Set<FakeTab>();
  readonly #locks = new Map<string, LockState>();
  /** What was sent on the channel. */
  readonly sent: { readonly kind: string }[] = [];
  /** How often a lock was requested. */
  requests = 0;
  /** The browser lets no tab take a lock from another one. */
  forbidsSteal = false;

  get isHeld(): boolean {
    return [...this.#locks.values()].some(({ holder }) => holder !== undefined);
  }

  get openChannels(): number {
    return this.#channels.size;
  }

  get waiting(): number {
    return [...this.#locks.values()].reduce((sum, { queue }) => sum + queue.length, 0);
  }

  tab(): FakeTab {
    return new FakeTab(this);
  }

  broadcast(from: FakeChannel, message: unknown): void {
    const data: unknown = structuredClone(message);
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

  request(owner: FakeTab, name: string, options: LockOptions, take: (lock: Lock | null) => unknown): Promise<unknown> {
    this.requests++;
    const state = this.#stateOf(name);
    return new Promise((settle, fail) => {
      if (this.#killed.has(owner)) return;
      const waiting: Waiting = { owner, take, settle, fail };
      options.signal?.addEventListener('abort', () => {
        const place = state.queue.indexOf(waiting);
        if (place < 0) return;
        state.queue.splice(place, 1);
        fail(new DOMException('aborted', 'AbortError'));
      });
      if (options.signal?.aborted === true) return fail(new DOMException('aborted', 'AbortError'));
      if (options.steal === true && this.forbidsSteal) return fail(new DOMException('no', 'NotSupportedError'));
      if (options.ifAvailable === true && (state.holder !== undefined || state.queue.length > 0)) {
        queueMicrotask(() => {
          settle(take(null));
        });
        return;
      }
      if (options.steal === true) {
        const { holder } = state;
        state.holder = undefined;
        state.queue.unshift(waiting);
        holder?.fail(new DOMException('stolen', 'AbortError'));
      } else state.queue.push(waiting);
      this.#grant(state);
    });
  }

  /** The locks of a tab that was killed are free. Its code does not learn it. */
  kill(tab: FakeTab): void {
    this.#killed.add(tab);
    for (const state of this.#locks.values()) {
      state.queue.splice(0, Infinity, ...state.queue.filter(({ owner }) => owner !== tab));
      if (state.holder?.owner === tab) state.holder = undefined;
      this.#grant(state);
    }
  }

  #stateOf(name: string): LockState {
    const state = this.#locks.get(name) ?? { holder: undefined, queue: [] };
    this.#locks.set(name, state);
    return state;
  }

  #release(state: LockState, holder: Waiting): void {
    if (state.holder !== holder) return;
    state.holder = undefined;
    this.#grant(state);
  }

  #grant(state: LockState): void {
    if (state.holder !== undefined) return;
    const next = state.queue.shift();
    if (next === undefined) return;
    state.holder = next;
    queueMicrotask(() => {
      if (state.holder !== next) return;
      void Promise.resolve(next.take({ name: 'feed', mode: 'exclusive' })).then(
        (result) => {
          next.settle(result);
          this.#release(state, next);
        },
        (error: unknown) => {
          next.fail(error);
          this.#release(state, next);
        },
      );
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
  #killed = false;
  readonly #browser: FakeBrowser;

  constructor(browser: FakeBrowser) {
    this.#browser = browser;
    browser.join(this);
  }

  /** Nothing goes in or out any more, and the code of the tab does not learn it. */
  kill(): void {
    this.#killed = true;
    this.#browser.leave(this);
  }

  postMessage(message: unknown): void {
    if (this.#killed) return;
    if (this.closed) throw new DOMException('closed', 'InvalidStateError');
    this.#browser.broadcast(this, message);
  }

  set late(late: boolean) {
    const held = this.#late ?? [];
    this.#late = late ? [] : undefined;
    for (const data of held) this.take(data);
  }

  take(data: unknown): void {
    if (this.#killed) return;
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
  /** The process of the tab is killed: its locks are free, and its channel is gone. */
  readonly kill: () => void;
  watched = false;
  /** A test sets it, and calls `thaw` when the user opens the page. */
  isPrerendered = false;
  freeze: () => void = () => undefined;
  thaw: () => void = () => undefined;

  constructor(browser: FakeBrowser) {
    const request = (name: string, options: LockOptions, take: (lock: Lock | null) => unknown): Promise<unknown> =>
      browser.request(this, name, options, take);
    this.kill = () => {
      this.channel?.kill();
      browser.kill(this);
    };
    this.locks = { request } as unknown as LockManager;
    this.open = () => {
      this.channel = new FakeChannel(browser);
      return this.channel as unknown as BroadcastChannel;
    };
  }

  readonly open: () => BroadcastChannel;

  readonly soon = (ms: number, call: () => void): Subscription => timeLimit(monotonicClock, ms, call);

  readonly prerendering = (): boolean => this.isPrerendered;

  /** A test sets it, and calls `show` when the user switches to the tab. */
  isHidden = false;
  show: () => void = () => undefined;

  readonly visible = (): boolean => !this.isHidden;

  readonly watch = (away: () => void, back: () => void, shown: () => void): (() => void) => {
    this.show = shown;
    this.freeze = away;
    this.thaw = back;
    this.watched = true;
    return () => {
      this.watched = false;
    };
  };
}
