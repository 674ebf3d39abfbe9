import type { PushErrorCode, PushErrorDetails, PushMessage } from 'ngx-comet/core';

/**
 * A message, and the time at which the leader received it from the source, in microseconds since 1970. Each time is
 * later than the time of the message before.
 */
export interface Dated<T> {
  readonly message: PushMessage<T>;
  readonly at: number;
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
   * message.
   */
  | { readonly kind: 'hello'; readonly tab: string; readonly after: Place | undefined }
  /** A tab missed the messages after this number. */
  | { readonly kind: 'missed'; readonly tab: string; readonly term: string; readonly after: number }
  /**
   * The answer to both: the messages that the leader still has, up to this number, and the last id. `gap` is true if it
   * dropped some that the tab misses.
   */
  | {
      readonly kind: 'tail';
      readonly tab: string;
      readonly term: string;
      readonly number: number;
      readonly last: string | undefined;
      readonly messages: readonly Dated<T>[];
      readonly gap: boolean;
    }
  /** A tab is the leader now, and got everything up to this id. Other tabs may have more. */
  | { readonly kind: 'lead'; readonly tab: string; readonly term: string; readonly after: string | undefined }
  | { readonly kind: 'message'; readonly term: string; readonly number: number; readonly dated: Dated<T> }
  | { readonly kind: 'complete' }
  | { readonly kind: 'error'; readonly error: TabError };

/** What a tab does with the messages of other tabs, by their kind. */
export type Receivers<T> = {
  readonly [K in TabMessage<T>['kind']]?: (message: Extract<TabMessage<T>, { kind: K }>) => void;
};

/** An error on its way to another tab. Cloning loses the class and the cause. */
export type TabError =
  | { readonly code: PushErrorCode; readonly message: string; readonly details: PushErrorDetails }
  | { readonly code: undefined; readonly message: string };
