import type { Continuity, PushError, PushMessage } from 'ngx-comet/core';
import type { Subscription } from 'rxjs';
import type { StateEvent, TabState } from './tab-state';
import type { Receivers } from './tab-message';

/** Where the source of the leader goes: to this tab and to all others. */
export interface LeaderSink<T> {
  message(message: PushMessage<T>): void;
  /** Only of a connection. */
  state(event: StateEvent): void;
  complete(): void;
  error(error: unknown): void;
}

/** What a tab shares: a source that one tab runs, and what each tab does with its messages. */
export interface Part<T> {
  /** Whether the source goes on from the stored cursor even if nothing is stored yet. */
  readonly keepsCursor: boolean;
  /** Runs the source, while this tab leads. */
  run(sink: LeaderSink<T>): Subscription;
  next(message: PushMessage<T>): void;
  /** Messages are missing in this tab: no tab has them any more. A connection learns it by `caughtUp`. */
  missed?(): void;
  /** A message could not be sent from tab to tab. It is given in the tab that received it. */
  uncloned(error: PushError, message?: PushMessage<T>): void;
  complete(): void;
  error(error: unknown): void;
  /** What a connection shares beside its messages. */
  readonly more?: More | undefined;
}

/** What a connection shares beside its messages: its status, what it sends, its channels. */
export interface More {
  readonly wantsLast: boolean;
  readonly receivers: Receivers<never>;
  /** This tab leads from now on. */
  lead(term: string): void;
  /** This tab leads on after it stood still. What other tabs sent meanwhile was not taken. */
  renewed(): void;
  /** Another tab leads from now on. */
  follow(term: string): void;
  /** What an answer to another tab carries. */
  readonly state: TabState;
  /** An event of the source of this tab. Returns what the others get. */
  changed(event: StateEvent): TabState;
  /** The leader reported something. */
  arrived(state: TabState): void;
  /** An answer of the leader arrived. The messages that this tab missed follow, as far as the leader has them. */
  caughtUp(state: TabState, continuity: Continuity): void;
  /** The user sees the page now, or no longer. */
  shown(): void;
  /** The leader does not answer. */
  silent(): void;
  /** The leader answered, after it had not for a while. */
  answered(): void;
  /** The user of the old leader signed out at this time. */
  forgotten(at: number): void;
  /** Whether the user signed out while this tab could not hear it. If so, it forgets. */
  missedSignOut(state: TabState): boolean;
  /** This tab takes no part any more. */
  leaves(): void;
  /** The page was put away, or is not shown yet. */
  away(reason: 'frozen' | 'prerendering'): void;
}
