import type { PushMessage } from 'ngx-comet/core';
import type { TabError } from './tab-error';
import type { TabState } from './tab-state';

/**
 * A message, and the time at which the leader received it from the source, in microseconds since 1970. Each time is
 * later than the time of the message before.
 */
export interface Dated<T> {
  readonly message: PushMessage<T>;
  readonly at: number;
  /** Why the data of the message is not here: it could not be sent to other tabs. */
  readonly lost?: TabError;
}

/** How far a tab got: the last id, if there was one, and the time of the last message. */
export interface Place {
  readonly id: string | undefined;
  readonly at: number;
}

/**
 * What tabs send each other. Each leader starts a new term, and numbers its messages from 1. The numbers show a tab
 * whether it missed a message.
 */
export type TabMessage<T> =
  /**
   * A tab came, or came back. It requests from the leader what follows its place. A tab without a place never got a
   * message: with `last` it requests the last one.
   */
  | { readonly kind: 'hello'; readonly tab: string; readonly after: Place | undefined; readonly last: boolean }
  /** A tab missed the messages after this number. */
  | { readonly kind: 'missed'; readonly tab: string; readonly term: string; readonly after: number }
  /**
   * The answer to both: the messages that the leader still has, up to this number, the last id, and the place where a new
   * tab begins. `gap` is true if it dropped some that the tab misses.
   */
  | {
      readonly kind: 'tail';
      readonly tab: string;
      readonly term: string;
      readonly number: number;
      readonly last: string | undefined;
      readonly at: number;
      readonly messages: readonly Dated<T>[];
      readonly gap: boolean;
      /** The messages are all that follow the place of the tab. Otherwise only their times tell which ones it misses. */
      readonly exact: boolean;
      readonly state?: TabState | undefined;
    }
  /** A tab is the leader now, and got everything up to this id. Other tabs may have more. */
  | { readonly kind: 'lead'; readonly tab: string; readonly term: string; readonly after: string | undefined }
  /** The leader lacks what a tab missed after this place: it came later. Another tab may have it. */
  | { readonly kind: 'ask'; readonly tab: string; readonly term: string; readonly after: Place }
  /** The answer of a tab that has it. */
  | { readonly kind: 'older'; readonly tab: string; readonly term: string; readonly messages: readonly Dated<T>[] }
  | { readonly kind: 'message'; readonly term: string; readonly number: number; readonly dated: Dated<T> }
  | { readonly kind: 'complete'; readonly term: string }
  | { readonly kind: 'error'; readonly term: string; readonly error: TabError }
  /** A tab heard nothing of the leader for a while. */
  | { readonly kind: 'ping' }
  /** It got no answer. */
  | { readonly kind: 'silent'; readonly term: string }
  /** The leader is alive. */
  | { readonly kind: 'pong'; readonly term: string }
  // ——— only of a connection
  /** Something happened to the connection after the message with this number. */
  | { readonly kind: 'state'; readonly term: string; readonly number: number; readonly state: TabState }
  /** A tab sends. `number` counts from 1 what it gave to this leader under the name `sender`. */
  | {
      readonly kind: 'send';
      readonly tab: string;
      readonly sender: string;
      readonly term: string;
      readonly epoch: number;
      readonly number: number;
      readonly payload: unknown;
    }
  /** The leader sends the message with this number of a tab now. */
  | { readonly kind: 'taken'; readonly sender: string; readonly term: string; readonly number: number }
  /** The messages of a tab up to this number left the browser. */
  | { readonly kind: 'flushed'; readonly sender: string; readonly term: string; readonly number: number }
  /** The leader could not take messages for a while, and can now. */
  | { readonly kind: 'ready'; readonly term: string }
  | {
      readonly kind: 'channel';
      readonly tab: string;
      readonly term: string;
      readonly epoch: number;
      readonly name: string;
      readonly how: 'subscribe' | 'unsubscribe';
    }
  /** A tab takes no part any more. */
  | { readonly kind: 'bye'; readonly tab: string }
  /** The leader pauses because it is hidden, and this tab is not. */
  | { readonly kind: 'yield'; readonly term: string }
  /** The connection is to be opened anew. */
  | { readonly kind: 'reconnect' }
  /** The user signed out: the leader is to forget. */
  | { readonly kind: 'forget' }
  /** The leader forgot the user, and leads no more. Every tab forgets what it knows. */
  | { readonly kind: 'forgotten'; readonly at: number };

/** What a tab does with the messages of other tabs, by their kind. */
export type Receivers<T> = {
  readonly [K in TabMessage<T>['kind']]?: (message: Extract<TabMessage<T>, { kind: K }>) => void;
};
