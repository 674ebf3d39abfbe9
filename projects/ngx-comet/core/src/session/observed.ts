import type { PushEvent } from '../vocabulary/push-event';
import type { PushMessage } from '../vocabulary/push-message';
import type { Observe } from './push-options';

/** What a stream of `T` emits, by the value of its option `observe`. */
export interface Emissions<T> {
  /** The payloads. */
  readonly data: T;
  /** The payloads with their ids and names. */
  readonly messages: PushMessage<T>;
  /** Everything that happens to the connection, messages included. */
  readonly events: PushEvent<T>;
}

/** What a stream of `T` emits with the option `observe: O`. For a union it is the union of what its members emit. */
export type Observed<T, O extends Observe> = Emissions<T>[O];

/** The option `observe`, which is given. */
export interface Observing<O extends Observe> {
  /** What is emitted. */
  readonly observe: O;
}

/** The option `observe`, which may be left out. */
export interface ObserveOption<O extends Observe> {
  /** What is emitted, default `'data'`. */
  readonly observe?: O | undefined;
}
