import {
  pushEvent,
  PushError,
  type Continuity,
  type PauseReason,
  type PushEvent,
  type TransportName,
} from 'ngx-comet/core';
import { fromTabError, toTabError, type TabError } from './tab-error';

/** The head of an answer. Headers cannot be cloned. */
export interface TabResponse {
  readonly status: number;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
}

/** An event on its way to another tab, without what cannot be cloned. */
export type TabEvent =
  | { readonly kind: 'connecting'; readonly transport: TransportName; readonly attempt: number }
  | {
      readonly kind: 'open';
      readonly transport: TransportName;
      readonly continuity: Continuity;
      readonly key?: string | undefined;
      readonly response?: TabResponse | undefined;
      readonly protocol?: string | undefined;
    }
  | { readonly kind: 'lost'; readonly transport: TransportName; readonly error: TabError; readonly retryIn: number }
  | { readonly kind: 'paused'; readonly reason: PauseReason }
  | { readonly kind: 'comment'; readonly text: string };

/** What the leader reports of the connection. */
export interface TabState {
  /** What just happened; in an answer, the events that led to what is now. */
  readonly events: readonly TabEvent[];
  /** Counts the changes of the connection, except the gaps of an open one. */
  readonly epoch: number;
  /** How often messages were found missing, over all leaders. */
  readonly gaps: number;
  /** When the user signed out last, in milliseconds since 1970; 0 = never. */
  readonly forgotAt: number;
  /** The place of the live route, and whether it sends. */
  readonly place: number;
  readonly sends: boolean;
}

/** An event that is neither a message nor a rejected one: those are sent as they arrived. */
export type StateEvent = Exclude<PushEvent<never>, { readonly kind: 'message' | 'rejected' }>;

export function toTabEvent(event: StateEvent): TabEvent {
  switch (event.kind) {
    case 'lost':
      return { ...event, error: toTabError(event.error) };
    case 'open': {
      const { kind, transport, continuity, key, response, protocol } = event;
      const head = response && { ...response, headers: [...response.headers] };
      return { kind, transport, continuity, key, response: head, protocol };
    }
    case 'connecting':
    case 'paused':
    case 'comment':
      return { ...event };
  }
}

export function fromTabEvent(event: TabEvent): StateEvent {
  switch (event.kind) {
    case 'lost': {
      const error = fromTabError(event.error);
      const known = error instanceof PushError ? error : new PushError('network', error.message, { transient: true });
      return pushEvent<StateEvent>({ ...event, error: known });
    }
    case 'open': {
      const { kind, transport, continuity, key, response, protocol } = event;
      const opened: StateEvent = {
        kind,
        transport,
        continuity,
        ...(key !== undefined && { key }),
        ...(response !== undefined && {
          response: { ...response, headers: headersOf(response) },
        }),
        ...(protocol !== undefined && { protocol }),
      };
      return pushEvent(opened);
    }
    case 'connecting':
    case 'paused':
    case 'comment':
      return pushEvent<StateEvent>({ ...event });
  }
}

function headersOf({ headers }: TabResponse): Headers {
  const made = new Headers();
  for (const [name, value] of headers) made.append(name, value);
  return made;
}
