import type { TransportName } from 'ngx-comet';

/** What a panel says of its transport. */
export interface PanelFacts {
  readonly transport: TransportName;
  readonly title: string;
  readonly description: string;
  /** The call that is made. */
  readonly code: string;
  /** How the template reads the stream. */
  readonly reads: string;
  /** The routes of the server that serve it. */
  readonly routes: readonly string[];
  /** Whether it asks again and again, rather than holding a connection. */
  readonly asks: boolean;
}
