import { filter, finalize, map, Observable, Subject, takeWhile } from 'rxjs';
import { channels, websocket$, type UrlSource, type WebSocketOptions } from 'ngx-comet/core';
import { afterHandshake } from './after-handshake';

/** A GraphQL operation. */
export interface Operation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

export interface ExecutionResult<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string }[];
}

type ServerMessage =
  | { readonly type: 'connection_ack' }
  | { readonly type: 'next'; readonly id: string; readonly payload: ExecutionResult<unknown> }
  | { readonly type: 'error'; readonly id: string; readonly payload: readonly { readonly message: string }[] }
  | { readonly type: 'complete'; readonly id: string };

type ClientMessage =
  | { readonly type: 'connection_init'; readonly payload?: unknown }
  | { readonly type: 'pong' }
  | { readonly type: 'subscribe'; readonly id: string; readonly payload: Operation }
  | { readonly type: 'complete'; readonly id: string };

export interface GraphqlOptions extends WebSocketOptions<ServerMessage, ClientMessage> {
  /** The payload of `connection_init`; called for every connection. */
  readonly connectionParams?: () => unknown;
}

/**
 * Implements `graphql-transport-ws` (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md) without its
 * client. All operations share one socket, and are subscribed to again after every reconnection. The close codes of the
 * protocol, 4400 to 4499, are final by default.
 */
export function graphqlTransportWs(
  url: UrlSource,
  { connectionParams, ...options }: GraphqlOptions = {},
): <T>(operation: Operation) => Observable<ExecutionResult<T>> {
  const outgoing = new Subject<ClientMessage>();
  const send = (message: ClientMessage): void => {
    outgoing.next(message);
  };
  const socket$ = websocket$<ServerMessage, ClientMessage>(url, {
    ...options,
    protocols: 'graphql-transport-ws',
    outgoing,
    control: (raw, reply) => {
      const { type } = JSON.parse(String(raw)) as { readonly type: string };
      if (type === 'ping') reply({ type: 'pong' });
      return type === 'ping' || type === 'pong';
    },
    observe: 'events',
  });
  const peer = afterHandshake<ServerMessage, ClientMessage>(
    { events$: socket$, send },
    {
      greeting: () => ({ type: 'connection_init', payload: connectionParams?.() }),
      isAnswer: ({ type }) => type === 'connection_ack',
    },
  );
  const operations = new Map<string, Operation>();
  const channel = channels<ServerMessage, ClientMessage>(peer, {
    subscribe: (id) => ({ type: 'subscribe', id, payload: operations.get(id) ?? { query: '' } }),
    unsubscribe: (id) => ({ type: 'complete', id }),
    nameOf: (message) => ('id' in message ? message.id : undefined),
  });
  let last = 0;
  return <T>(operation: Operation) =>
    new Observable<ExecutionResult<T>>((subscriber) => {
      const id = String(++last);
      operations.set(id, operation);
      return channel(id)
        .pipe(
          takeWhile(({ type }) => type !== 'complete'),
          map((message) => {
            if (message.type === 'error') throw new Error(message.payload.map((one) => one.message).join('; '));
            return message;
          }),
          filter((message) => message.type === 'next'),
          map(({ payload }) => payload as ExecutionResult<T>),
          finalize(() => operations.delete(id)),
        )
        .subscribe(subscriber);
    });
}
