/**
 * With the server of `graphql-ws`.
 *
 * @jest-environment node
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buildSchema, GraphQLError, type GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { constant, type PushError } from 'ngx-comet/core';
import { firstValueFrom, lastValueFrom, map, Subject, take, toArray, type Observable } from 'rxjs';
import { WebSocketServer } from 'ws';
import { graphqlTransportWs, type ExecutionResult, type GraphqlOptions } from './graphql-transport-ws';
import { iterate } from './spec-support/iterate';

const schema: GraphQLSchema = buildSchema(`
  type Query { hello(name: String!): String! }
  type Subscription { prices(symbol: String!): Float! }
`);

jest.setTimeout(30_000);

describe('graphqlTransportWs', () => {
  let server: WebSocketServer;
  let dispose: () => void | Promise<void>;
  let url: string;
  let prices: Subject<number>;
  let subscribed: string[];
  let refused: boolean;
  let inits: unknown[];

  beforeEach(async () => {
    prices = new Subject();
    subscribed = [];
    refused = false;
    inits = [];
    server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'graphql-transport-ws' });
    const roots = {
      query: { hello: ({ name }: { name: string }) => `hello ${name}` },
      subscription: {
        prices: ({ symbol }: { symbol: string }) => {
          subscribed.push(symbol);
          return iterate(prices.pipe(map((price) => ({ prices: price }))), () => subscribed.push(`-${symbol}`));
        },
      },
    };
    const running = useServer(
      {
        schema,
        roots,
        onConnect: ({ connectionParams }) => {
          inits.push(connectionParams);
          return !refused;
        },
        onSubscribe: (_context, _id, { query }) => {
          if (query.includes('forbidden')) return [new GraphQLError('not for you')];
          return undefined;
        },
      },
      server,
    );
    dispose = () => running.dispose();
    await once(server, 'listening');
    url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  });

  afterEach(async () => {
    await dispose();
    for (const socket of server.clients) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  });

  function connect(options: GraphqlOptions = {}): ReturnType<typeof graphqlTransportWs> {
    return graphqlTransportWs(url, { retry: constant(1), ...options });
  }

  function watch(symbol: string, graphql = connect()): Observable<ExecutionResult<{ prices: number }>> {
    return graphql({ query: 'subscription ($symbol: String!) { prices(symbol: $symbol) }', variables: { symbol } });
  }

  it('answers a query and completes', async () => {
    const graphql = connect();
    const answer = graphql<{ hello: string }>({ query: '{ hello(name: "you") }' });
    expect(await lastValueFrom(answer.pipe(toArray()))).toEqual([{ data: { hello: 'hello you' } }]);
  });

  it('sends connection_init for every connection', async () => {
    let token = 0;
    const graphql = connect({ connectionParams: () => ({ token: ++token }) });
    await firstValueFrom(graphql({ query: '{ hello(name: "you") }' }));
    await firstValueFrom(graphql({ query: '{ hello(name: "you") }' }));
    expect(inits).toEqual([{ token: 1 }, { token: 2 }]);
  });

  it('uses one socket for several subscriptions', async () => {
    const graphql = connect();
    const both = Promise.all([
      firstValueFrom(watch('A', graphql)),
      lastValueFrom(watch('B', graphql).pipe(take(2), toArray())),
    ]);
    await until(() => subscribed.length === 2);
    prices.next(1);
    prices.next(2);
    expect(await both).toEqual([{ data: { prices: 1 } }, [{ data: { prices: 1 } }, { data: { prices: 2 } }]]);
    expect(inits).toHaveLength(1);
  });

  it('sends complete when the last subscriber of an operation unsubscribes', async () => {
    const graphql = connect();
    const kept = watch('A', graphql).subscribe();
    const left = watch('B', graphql).subscribe();
    await until(() => subscribed.length === 2);
    left.unsubscribe();
    await until(() => subscribed.length === 3);
    expect(subscribed.at(-1)).toBe('-B');
    kept.unsubscribe();
  });

  it('continues after the connection was cut', async () => {
    const seen: unknown[] = [];
    const subscription = watch('A').subscribe(({ data }) => seen.push(data?.prices));
    await until(() => subscribed.length === 1);
    prices.next(1);
    await until(() => seen.length === 1);
    for (const socket of server.clients) socket.terminate();
    await until(() => subscribed.filter((symbol) => symbol === 'A').length === 2);
    prices.next(2);
    await until(() => seen.length === 2);
    subscription.unsubscribe();
    expect(seen).toEqual([1, 2]);
  });

  it('fails with the error of an operation', async () => {
    await expect(firstValueFrom(connect()({ query: '{ hello(name: "forbidden") }' }))).rejects.toThrow('not for you');
  });

  it('does not reconnect after the close code 4403', async () => {
    refused = true;
    const error = await firstValueFrom(watch('A')).catch((reason: unknown) => reason as PushError);
    expect(error).toMatchObject({ code: 'closed', closeCode: 4403, closeReason: 'Forbidden', transient: false });
    expect(inits).toHaveLength(1);
  });
});

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`never came true: ${condition.toString()}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
