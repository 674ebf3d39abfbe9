import type { Observable, SchedulerLike } from 'rxjs';
import type { PageEvent } from './page-events';
import type { WebSocketConstructor } from './websocket-like';

/** A script to run, as JSONP requests it. */
export interface WiredScript {
  readonly url: URL;
  answer(value: unknown): void;
  fail(code: 'script' | 'no-callback', message: string, cause?: unknown): void;
}

/** The functions of the platform that connect. */
export interface Connectors {
  /** Its results, and the reads of their bodies, may be thenables that call back at once. */
  readonly fetch: typeof fetch;
  readonly WebSocket: WebSocketConstructor;
  readonly EventSource: typeof EventSource;
  /** Returns the function that removes the script. */
  readonly runScript: (script: WiredScript) => () => void;
}

/**
 * Replaces the network and the page in tests. A clock carries it, because `clock` is the only option that every stream,
 * route and connection takes. A stream with it never waits for what is known already: a test sees the effect of a call
 * when the call returns.
 */
export interface Wire {
  readonly pageEvents: Observable<PageEvent>;
  /** The random number of a retry. `serverDelay` is what the server asked for, if it did. */
  random(serverDelay: number | undefined): number;
  /** The random number of the pace of polls. */
  readonly jitter: number;
  /** Returns what a stream connects with: one of this transport, with these options and this decoder. */
  connect(transport: string, options: object, decode: unknown): Connectors;
}

// A registered symbol: ngx-comet/core/testing sets it too.
const WIRE: unique symbol = Symbol.for('ngx-comet.wire');

/** The wire of a clock; `undefined` outside of tests. */
export function wireOf(clock: Pick<SchedulerLike, 'now'>): Wire | undefined {
  return (clock as { readonly [WIRE]?: Wire })[WIRE];
}
