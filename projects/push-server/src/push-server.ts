import type { AccessOptions } from './access.ts';
import type { CorsMode } from './cors.ts';
import type { Faults } from './faults.ts';
import type { Hub, HubOptions } from './hub.ts';
import type { Limits } from './limits.ts';

/** The options of a {@link PushServer}. */
export interface PushServerOptions extends HubOptions, AccessOptions {
  /** Further ports, 0 for a free one: other origins with the same feeds. */
  readonly also?: readonly number[] | undefined;
  /** The directory of a single-page app to serve. */
  readonly static?: string | undefined;
  /** Default `'on'`. */
  readonly cors?: CorsMode | undefined;
  /** What the server takes at most. */
  readonly limits?: Partial<Limits> | undefined;
}

/** The response of `GET /control/stats`. */
export interface PushServerStats {
  /** The main origin, then the further ones. */
  readonly origins: readonly string[];
  /** Requests whose response has not ended, by transport, and `total`. */
  readonly live: Readonly<Record<string, number>>;
  /** All requests since the start, refused ones too, by transport, and `total`; without preflights. */
  readonly requests: Readonly<Record<string, number>>;
  readonly preflights: number;
  /** All messages of all feeds since the start. */
  readonly published: number;
  readonly feeds: number;
  /** The names of the active faults. */
  readonly faults: readonly string[];
}

/** Every push protocol on one port. */
export interface PushServer {
  readonly hub: Hub;
  readonly faults: Faults;
  /** Which other origins may read; can be set at any time. */
  cors: CorsMode;
  /** Listens on this port, by default a free one, and returns the URL. */
  listen(port?: number): Promise<URL>;
  /** Closes every port and connection, and listens again on the same ports after `ms`; `forget` loses all messages. */
  restart(options?: { readonly ms?: number; readonly forget?: boolean }): Promise<void>;
  /** Stops listening and closes every connection. */
  close(): Promise<void>;
  stats(): PushServerStats;
}
