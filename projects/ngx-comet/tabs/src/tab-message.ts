import type { PushErrorCode, PushErrorDetails, PushMessage } from 'ngx-comet/core';

/** A message, and when the tab that had it from the source got it: microseconds since 1970, each later than the one before. */
export interface Dated<T> {
  readonly message: PushMessage<T>;
  readonly at: number;
}

/** Up to where a tab got: the last id, if there was one, and the time of the last message. */
export interface Place {
  readonly id: string | undefined;
  readonly at: number;
}

/**
 * What tabs tell each other. Every leadership is a term of its own, and numbers its messages from 1: that shows a tab whether it
 * missed any.
 */
export type TabMessage<T> =
  /** A tab came, or came back: it asks whoever leads for what follows. Without a place it never got anything. */
  | { readonly kind: 'hello'; readonly tab: string; readonly after: Place | undefined }
  /** A tab noticed that it missed what follows the number. */
  | { readonly kind: 'missed'; readonly tab: string; readonly term: string; readonly after: number }
  /** The answer to both: what is remembered of it, up to the number, and the last id. */
  | {
      readonly kind: 'tail';
      readonly tab: string;
      readonly term: string;
      readonly number: number;
      readonly last: string | undefined;
      readonly messages: readonly Dated<T>[];
    }
  /** A tab is the leader now, and got everything up to the id: others may know more. */
  | { readonly kind: 'lead'; readonly tab: string; readonly term: string; readonly after: string | undefined }
  | { readonly kind: 'message'; readonly term: string; readonly number: number; readonly dated: Dated<T> }
  | { readonly kind: 'complete' }
  | { readonly kind: 'error'; readonly error: TabError };

/** What a tab does with the messages of other tabs, by their kind. */
export type Receivers<T> = {
  readonly [K in TabMessage<T>['kind']]?: (message: Extract<TabMessage<T>, { kind: K }>) => void;
};

/** An error on its way to another tab; the class and the cause do not survive cloning. */
export type TabError =
  | { readonly code: PushErrorCode; readonly message: string; readonly details: PushErrorDetails }
  | { readonly code: undefined; readonly message: string };
