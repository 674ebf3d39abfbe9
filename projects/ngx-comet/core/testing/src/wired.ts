import type { Decoder, TransportName } from 'ngx-comet/core';
import type { Observable, SchedulerLike } from 'rxjs';
import type { Stream } from './encoding';

// A registered symbol: ngx-comet/core looks for it.
const WIRE: unique symbol = Symbol.for('ngx-comet.wire');

/** Returns what a stream connects with: one of this transport, with these options and this decoder. */
export type Connect = (transport: TransportName, options: object, decode: Decoder<unknown>) => object;

/** What ngx-comet/core connects with in a test. */
interface Wire {
  readonly pageEvents: Observable<never>;
  random(serverDelay: number | undefined): number;
  readonly jitter: number;
  readonly connect: Connect;
}

/** A clock that carries a wire. */
export function wired(clock: SchedulerLike, wire: Pick<Wire, 'pageEvents' | 'connect'>): SchedulerLike {
  const carrying: SchedulerLike & { readonly [WIRE]: Wire } = {
    now: () => clock.now(),
    schedule: (...timer: Parameters<SchedulerLike['schedule']>) => clock.schedule(...timer),
    [WIRE]: {
      ...wire,
      // No chance in a test: the default schedule retries after 1 s, then after 6 s. A server's delay and the interval of
      // polls are kept exactly.
      random: (serverDelay) => (serverDelay === undefined ? 1 / 3 : 0),
      jitter: 0.5,
    },
  };
  return carrying;
}

/** What the connections of a stream need to know of it. */
export function streamOf(...[transport, options, decode]: Parameters<Connect>): Stream {
  const { framing, callbackParam = 'callback' } = options as { readonly framing?: unknown; callbackParam?: unknown };
  return { transport, decode, framing, callbackParam };
}
