import type { CorsMode } from './cors.ts';
import type { Faults } from './faults.ts';
import type { Hub, HubOptions } from './hub.ts';

/** How a {@link PushServer} is set up. */
export interface PushServerOptions extends HubOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** Further ports, 0 for a free one: other origins with the same feeds. */
  readonly also?: readonly number[] | undefined;
  /** The directory of a single-page app to serve. */
  readonly static?: string | undefined;
  /** Default `'on'`. */
  readonly cors?: CorsMode | undefined;
  /** The origins that may open a WebSocket; default all. */
  readonly webSocketOrigins?: readonly string[] | undefined;
}

/** What `GET /control/stats` shows. */
export interface PushServerStats {
  /** The main origin, then the further ones. */
  readonly origins: readonly string[];
  /** Connections that are not answered to the end, by transport, and `total`. */
  readonly live: Readonly<Record<string, number>>;
  /** Requests of all time, refused ones too, by transport, and `total`; without preflights. */
  readonly requests: Readonly<Record<string, number>>;
  readonly preflights: number;
  /** Messages of all time and all feeds. */
  readonly published: number;
  /** The names of the faults that last. */
  readonly faults: readonly string[];
}

/** Every push protocol on one port. */
export interface PushServer {
  readonly hub: Hub;
  readonly faults: Faults;
  /** Who may read from another origin; can be set at any time. */
  cors: CorsMode;
  /** Listens on this port, default a free one, and says where. */
  listen(port?: number): Promise<URL>;
  /** Stops listening, cuts every connection, and listens again on the same ports `ms` later, with `forget` knowing nothing. */
  restart(options?: { readonly ms?: number; readonly forget?: boolean }): Promise<void>;
  /** Stops listening and cuts every connection. */
  close(): Promise<void>;
  stats(): PushServerStats;
}
