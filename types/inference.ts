// What the options tell about the types of a stream, a route and a connection.
import {
  connection,
  httpStream$,
  json,
  jsonp$,
  pollingStream$,
  sse$,
  syncedWith,
  text,
  toStatus,
  viaHttpStream,
  viaJsonpPolling,
  viaLongPolling,
  viaSse,
  viaWebSocket,
  websocket$,
  type Connection,
  type ConnectionStatus,
  type PushEvent,
  type PushMessage,
  type Route,
} from 'ngx-comet/core';
import { shareAcrossTabs } from 'ngx-comet/tabs';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { of, type Observable, type Subject } from 'rxjs';
import { exactly } from './exactly.ts';

interface Price {
  readonly amount: number;
}
interface Order {
  readonly buy: string;
}
declare const schema: StandardSchemaV1<unknown, Price>;
declare const orders: Subject<Order>;

exactly<Observable<Price>>()(sse$('/x', { schema }));
exactly<Observable<PushMessage<Price>>>()(sse$('/x', { schema, observe: 'messages' }));
exactly<Observable<string>>()(sse$('/x', { decode: text() }));
exactly<Observable<Price>>()(sse$('/x', { id: (price: Price) => String(price.amount) }));
exactly<Observable<Price>>()(httpStream$('/x', { schema }));
exactly<Observable<string>>()(httpStream$('/x', { decode: text(), framing: 'chunks' }));
exactly<Observable<Price>>()(jsonp$('/x', { schema }));
exactly<Observable<Price>>()(pollingStream$('/x', { until: (price: Price) => price.amount > 9 }));
exactly<Observable<Price>>()(pollingStream$<Price>('/x', { until: ({ amount }) => amount > 9, id: () => undefined }));
exactly<Observable<Price>>()(pollingStream$(() => of<Price>({ amount: 1 })));
exactly<Observable<PushEvent<Price>>>()(pollingStream$(() => of<Price>({ amount: 1 }), { observe: 'events' }));
exactly<Observable<Price>>()(websocket$('/x', { schema, outgoing: orders }));
exactly<Observable<Price>>()(
  websocket$<Price, Order>('/x', { heartbeat: { every: 9, message: () => ({ buy: '' }) }, outgoing: orders }),
);
// The wanted type is inferred too.
export const wanted: Observable<Price> = sse$('/x');

exactly<Route<Price>>()(viaSse<Price>('/x'));
exactly<Route<Price>>()(viaHttpStream('/x', { schema }));
exactly<Route<Price>>()(viaLongPolling('/x', { decode: json<Price>() }));
exactly<Route<Price>>()(viaJsonpPolling<Price>('/x'));

const feed = connection<Price, Order>([viaWebSocket('/x'), viaSse('/x')], { sendVia: (order) => of(order.buy) });
exactly<Connection<Price, Order>>()(feed);
exactly<Observable<Price>>()(feed.data$);
exactly<Observable<PushMessage<Price>>>()(feed.messages$);
exactly<Observable<ConnectionStatus>>()(feed.status$);
exactly<Observable<Price>>()(feed.request({ buy: 'ACME' }, { match: ({ amount }) => amount > 0 }));
exactly<Observable<string>>()(feed.channel<string>('news'));
exactly<Connection<Price>>()(connection([viaSse<Price>('/x')]));
exactly<Observable<ConnectionStatus>>()(feed.events$.pipe(toStatus()));
exactly<Observable<PushMessage<Price>>>()(feed.messages$.pipe(shareAcrossTabs('prices')));
exactly<Observable<number>>()(
  feed.events$.pipe(
    syncedWith({
      load: () => of(1),
      apply: (sum: number, { data }: PushMessage<Price>) => sum + data.amount,
      includes: () => false,
    }),
  ),
);

// @ts-expect-error: an order has other members
feed.send({ sell: 'ACME' });
// @ts-expect-error: the schema tells another type
sse$<Order>('/x', { schema });
// @ts-expect-error: a stream cannot be sent again
sse$('/x', { method: 'POST', body: new ReadableStream() });
// @ts-expect-error: `connection` emits all three, and has no option `observe`
connection([viaSse<Price>('/x')], { observe: 'events' });
