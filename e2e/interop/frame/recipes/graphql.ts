// GraphQL subscriptions. Their document is `given.more.query`, and its only field is called `feed`.
import { json, PushError, websocket$ } from 'ngx-comet/core';
import { merge, Subject, takeWhile, tap } from 'rxjs';
import { graphqlSse, type GraphqlResult } from '../../../../projects/ngx-comet/recipes/graphql-sse';
import { expand } from './expand';
import { common, ofSocket } from './factories';
import type { Given, Recipe } from './recipe';

/** A message of `graphql-transport-ws` (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). */
interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

const payload = ({ more = {} }: Given) => ({ query: more['query'] ?? '' });

/** What a result brings for the feed. An error of the operation ends it. */
function feedOf({ data, errors }: GraphqlResult<{ readonly feed: unknown }>): readonly unknown[] {
  if (errors !== undefined)
    throw new PushError('protocol', errors.map(({ message }) => message).join('; '), { transient: false });
  return data ? [data.feed] : [];
}

export const graphql = {
  /** The recipe of the package: one POST for each operation. */
  'graphql over sse': (url, given, context) => {
    const { retry } = common(given);
    return graphqlSse(url, { retry, fetch: context.fetch })
      .subscribe<{ readonly feed: unknown }>(payload(given))
      .pipe(expand(feedOf));
  },
  'graphql-transport-ws': (url, given, context) => {
    const greetings = new Subject<Message>();
    return websocket$<Message, Message>(url, {
      ...ofSocket(given, context),
      decode: json<Message>(),
      protocols: 'graphql-transport-ws',
      outgoing: merge(greetings, context.outgoing as Subject<Message>),
      control: (raw, reply) => {
        const { type } = JSON.parse(String(raw)) as Message;
        if (type === 'ping') reply({ type: 'pong' });
        if (type === 'connection_ack') reply({ type: 'subscribe', id: '1', payload: payload(given) });
        return type === 'ping' || type === 'pong' || type === 'connection_ack';
      },
      observe: 'events',
    }).pipe(
      tap(({ kind }) => {
        if (kind === 'open' && given.more?.['greeting'] !== 'none') greetings.next({ type: 'connection_init' });
      }),
      takeWhile((event) => event.kind !== 'message' || event.message.data.type !== 'complete'),
      expand(({ type, payload: sent }) =>
        feedOf(type === 'error' ? { errors: sent as [] } : (sent as GraphqlResult<{ readonly feed: unknown }>)),
      ),
    );
  },
} as const satisfies Readonly<Record<string, Recipe>>;
