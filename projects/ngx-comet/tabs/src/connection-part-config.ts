import type { CursorStore, PushEvent, RawMessage, RelayedConnection } from 'ngx-comet/core';
import type { Subscriber } from 'rxjs';
import type { PresenceLocks } from './presence-locks';
import type { SignOuts } from './sign-outs';
import type { Tab } from './tab';

/** What the part of a connection works with. */
export interface ConnectionPartConfig<In, Out> {
  readonly connection: RelayedConnection<In, Out>;
  readonly subscriber: Subscriber<PushEvent<In>>;
  readonly locks: PresenceLocks;
  readonly cursor: CursorStore;
  readonly signOuts: SignOuts;
  /** The tab of this part. */
  readonly tab: () => Tab<RawMessage>;
  /** Whether the user sees the page. */
  readonly visible: () => boolean;
  /** Gives the lead to another tab. */
  readonly rejoin: () => void;
}
