import type { TransportName } from 'ngx-comet';

/** What a panel shows about its transport. */
export interface PanelFacts {
  readonly transport: TransportName;
  readonly title: string;
  readonly description: string;
  /** The call that makes the stream. */
  readonly code: string;
  /** How the template reads the stream. */
  readonly reads: string;
  /** The routes of the server that serve it. */
  readonly routes: readonly string[];
  /** Whether it repeats requests instead of keeping a connection open. */
  readonly repeats: boolean;
}
