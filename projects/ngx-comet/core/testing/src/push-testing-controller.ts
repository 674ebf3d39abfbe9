import type { SchedulerLike } from 'rxjs';
import type { Stream } from './encoding';
import { TestEventSource } from './event-source-connection';
import { HttpConnection } from './http-connection';
import { leakLines, openConnection, type Leak } from './leaks';
import { originNow } from './origin';
import { PageListeners } from './page-listeners';
import type { PushTestConnection } from './push-test-connection';
import { described, inWords, matches, type PushTestMatcher } from './push-test-request';
import { ScriptConnection, type Script } from './script-connection';
import { TestSocket } from './socket-connection';
import type { TestConnection } from './test-connection';
import { addTextCoding } from './utf8';
import { becomeTestClock, releaseTestClock } from './test-clock';
import { VirtualClock } from './virtual-clock';
import { streamOf, wired } from './wired';

/** The options of {@link pushTesting}. */
export interface PushTestingOptions {
  /**
   * The source of time. By default it is a virtual one that only `tick()` moves. Give `monotonicClock` where fake timers of
   * Jest, Vitest or `fakeAsync` move the time, or a `TestScheduler`.
   */
  readonly clock?: SchedulerLike | undefined;
}

/** The options of streams that take part in a test. */
export interface PushTestingStreamOptions {
  /** Carries the network of the test too. A stream with another clock takes no part. */
  readonly clock: SchedulerLike;
}

function checkTestingOptions(given: PushTestingOptions): void {
  for (const name of Object.keys(given)) {
    if (name !== 'clock') throw new TypeError(`unknown option ${JSON.stringify(name)}: a test takes clock alone`);
  }
  const { clock } = given;
  if (clock !== undefined && typeof (clock as Partial<SchedulerLike>).schedule !== 'function') {
    throw new TypeError(`clock must be a SchedulerLike, got ${typeof clock}`);
  }
}

/** How often `settle()` lets promises go on: each `await` of the application takes one or a few. */
const TURNS = 100;

/**
 * Finds the connections that streams open, answers them, and moves their time. It stands for the network: no stream that
 * takes part sends anything. A call has taken effect when it returns.
 *
 * Made by {@link pushTesting}; with Angular, injected after `providePushTesting()`.
 */
export class PushTestingController {
  /** Bundlers rename classes, and Angular's errors show the name. */
  static readonly name = 'PushTestingController';

  /** The options for a stream of `ngx-comet/core`, or a connection, to take part: `sse$(url, { ...push.options })`. */
  readonly options: PushTestingStreamOptions;
  #virtual: VirtualClock | undefined;
  readonly #listeners = new PageListeners();
  /** Those that are open, and some that were. */
  readonly #connections = new Set<TestConnection>();
  /** Those that no call has found yet. */
  readonly #unexpected = new Set<TestConnection>();

  /** Throws a `TypeError` for an unknown option, and for a clock that cannot schedule. */
  constructor(given: PushTestingOptions = {}) {
    checkTestingOptions(given);
    const { clock } = given;
    addTextCoding();
    const time = clock ?? (this.#virtual = new VirtualClock());
    if (this.#virtual !== undefined) becomeTestClock(this.#virtual);
    this.options = {
      clock: wired(time, {
        pageEvents: this.#listeners.events,
        connect: (...about) => this.#connect(streamOf(...about)),
      }),
    };
  }

  /**
   * Returns the one connection that matches and that no call found before. Throws if there is none, or more than one.
   *
   * @param matcher - the URL with its query, relative or absolute; a pattern that the URL contains; or a function that
   *   returns true for the request
   * @param description - names what is expected in the error
   */
  expectOne(matcher: PushTestMatcher, description?: string): PushTestConnection {
    const found = this.#found(matcher);
    const [first] = found;
    if (first !== undefined && found.length === 1) {
      this.#unexpected.delete(first);
      return first;
    }
    const count = found.length === 0 ? 'none' : `${found.length} connections`;
    throw new Error(
      `Expected one matching connection for ${described(matcher, description)}, found ${count}. ${this.#list()}`,
    );
  }

  /** Returns all connections that match and that no call found before. */
  match(matcher: PushTestMatcher): readonly PushTestConnection[] {
    const found = this.#found(matcher);
    for (const connection of found) this.#unexpected.delete(connection);
    return found;
  }

  /** Throws if a connection matches that no call found before. */
  expectNone(matcher: PushTestMatcher, description?: string): void {
    const { length } = this.#found(matcher);
    if (length === 0) return;
    throw new Error(
      `Expected zero matching connections for ${described(matcher, description)}, found ${length}. ${this.#list()}`,
    );
  }

  /**
   * Moves the virtual time by this many milliseconds, default 0, and runs the timers that are due: retries, limits,
   * heartbeats, and the frames of operators such as `batchFrames()`. Throws if `clock` was given, because something else moves that time.
   */
  tick(ms = 0): void {
    if (typeof ms !== 'number' || !(ms >= 0 && ms < Infinity)) {
      throw new TypeError(`tick() needs milliseconds, got ${JSON.stringify(ms)}`);
    }
    if (this.#virtual === undefined) {
      throw new Error('tick() moves the virtual time, and this test has a clock of its own: move that clock');
    }
    this.#virtual.tick(ms);
  }

  /**
   * Waits for promises of the application. It is needed after something that is asynchronous there: a `url`, `headers`,
   * `body`, `method` or `protocols` function that returns a promise, and a blob. Everything else has happened when the
   * call that caused it returns. In `fakeAsync`, `flushMicrotasks()` and `tick()` do the same.
   */
  async settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await Promise.resolve();
  }

  /**
   * Throws if a connection was not expected, or if something is left: a connection, a timer, or a stream that waits without
   * either. The error names where each was opened. Call it at the end of a test, when everything has been unsubscribed;
   * `fixture.destroy()` or `TestBed.resetTestingModule()` does that for components.
   */
  verify(): void {
    const unexpected = [...this.#unexpected].map(
      (connection) =>
        `${inWords(connection.request)}\n    opened ${connection.origin.line ?? 'at a place that is not known'}`,
    );
    const left = leakLines(this.#leaks());
    const parts = [
      ...(unexpected.length > 0 ? [`Expected no more connections, found ${unexpected.length}:`, ...unexpected] : []),
      ...(left.length > 0 ? ['Expected nothing to be left open, but:', ...left] : []),
    ];
    this.release();
    if (parts.length > 0) throw new Error(parts.join('\n  '));
  }

  /**
   * Gives the time back: operators that are subscribed from now on use the time of the platform. `verify()` does it, and so
   * does the end of an Angular test.
   */
  release(): void {
    if (this.#virtual !== undefined) releaseTestClock(this.#virtual);
  }

  #leaks(): readonly Leak[] {
    const open = [...this.#connections].filter(
      (connection) => connection.state !== 'closed' && !this.#unexpected.has(connection),
    );
    const now = this.options.clock.now();
    const timers = (this.#virtual?.pending ?? []).map(({ due, origin }) => ({
      what: `a timer is due in ${Math.round(due - now)} ms`,
      origin,
    }));
    const listeners = this.#listeners.origins.map((origin) => ({ what: 'a stream listens to the page', origin }));
    return [...open.map(openConnection), ...timers, ...listeners];
  }

  #found(matcher: PushTestMatcher): TestConnection[] {
    return [...this.#unexpected].filter(({ request }) => matches(request, matcher));
  }

  #list(): string {
    const all = [...this.#unexpected].map(({ request, wasLeft }) => inWords(request) + (wasLeft ? ' (closed)' : ''));
    return all.length === 0 ? 'There are no connections.' : `Connections are: ${all.join(', ')}.`;
  }

  #add<C extends TestConnection>(connection: C): C {
    // Only open ones can be left, and a test of hours makes many.
    for (const other of this.#connections) if (other.state === 'closed') this.#connections.delete(other);
    this.#connections.add(connection);
    this.#unexpected.add(connection);
    return connection;
  }

  #connect(stream: Stream): object {
    const add = <C extends TestConnection>(connection: C): C => this.#add(connection);
    const { clock } = this.options;
    return {
      fetch: (url: string, init: RequestInit) => add(new HttpConnection(url, init, stream, originNow())).response,
      WebSocket: class extends TestSocket {
        constructor(url: string, protocols?: string | string[]) {
          super(url, protocols, stream, originNow());
          add(this.connection);
        }
      },
      EventSource: class extends TestEventSource {
        constructor(url: string) {
          super(url, { stream, clock, add });
        }
      },
      runScript: (script: Script) => {
        const connection = add(new ScriptConnection(script, stream, originNow()));
        return () => connection.hungUp();
      },
    };
  }
}
