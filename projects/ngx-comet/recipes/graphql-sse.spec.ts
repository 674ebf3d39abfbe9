/**
 * With the server of `graphql-sse`.
 *
 * @jest-environment node
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraphQLFloat, GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/http';
import { constant, type PushEvent } from 'ngx-comet/core';
import { BehaviorSubject, Subject, type Subscription } from 'rxjs';
import { outcome, until } from '../core/src/spec-support/outcome';
import { TcpProxy } from '../core/src/spec-support/tcp-proxy';
import { graphqlSse, type GraphqlOperation, type GraphqlResult, type GraphqlSse } from './graphql-sse';
import { iterate } from './spec-support/iterate';

interface Price {
  readonly seq: number;
  readonly amount: number;
}

interface Prices {
  readonly prices: Price;
}

const SUBSCRIPTION: GraphqlOperation = { query: 'subscription { prices { seq amount } }' };

describe('graphqlSse', () => {
  let server: Server;
  let proxy: TcpProxy;
  let prices: Subject<Prices>;
  /** Whether a cut connection may be made anew. */
  let gate: BehaviorSubject<boolean>;
  let asked: IncomingMessage[];
  let orders: number;
  let watching: number;

  beforeEach(async () => {
    prices = new Subject();
    gate = new BehaviorSubject(true);
    asked = [];
    orders = watching = 0;
    const handler = createHandler({ schema: schemaOf() });
    server = createServer((request, response) => {
      asked.push(request);
      void handler(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    proxy = await TcpProxy.to((server.address() as AddressInfo).port);
  });

  afterEach(async () => {
    prices.complete();
    await proxy.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function schemaOf(): GraphQLSchema {
    const price = new GraphQLObjectType({
      name: 'Price',
      fields: { seq: { type: GraphQLInt }, amount: { type: GraphQLFloat } },
    });
    const subscribe = (): AsyncIterable<Prices> => {
      watching++;
      return iterate(prices, () => watching--);
    };
    // A mutation whose answer never comes.
    const resolve = (): Promise<string> => {
      orders++;
      return new Promise(() => undefined);
    };
    const args = { name: { type: GraphQLString } };
    const hello = { type: GraphQLString, args, resolve: (_: unknown, { name }: { name: string }) => `hello ${name}` };
    return new GraphQLSchema({
      query: new GraphQLObjectType({ name: 'Query', fields: { hello } }),
      mutation: new GraphQLObjectType({ name: 'Mutation', fields: { order: { type: GraphQLString, resolve } } }),
      subscription: new GraphQLObjectType({ name: 'Subscription', fields: { prices: { type: price, subscribe } } }),
    });
  }

  const connect = (headers?: () => Record<string, string>): GraphqlSse =>
    graphqlSse(`http://127.0.0.1:${proxy.port}/graphql/stream`, {
      retry: constant(1),
      gate,
      ...(headers && { headers }),
    });

  /** What a subscription emits, in short: the continuity of each `open`, and the amounts. */
  function watch(sequence?: (seen: { readonly data: GraphqlResult<Prices> }) => number): [unknown[], Subscription] {
    const seen: unknown[] = [];
    const next = (event: PushEvent<GraphqlResult<Prices>>): void => {
      if (event.kind === 'open') seen.push(event.continuity);
      if (event.kind === 'message') seen.push(event.message.data.data?.prices.amount);
    };
    return [seen, connect().subscribe<Prices>(SUBSCRIPTION, { sequence }).subscribe(next)];
  }

  /** Cuts the connection, and waits until the server knows. */
  async function cut(): Promise<void> {
    gate.next(false);
    proxy.cut();
    await until(() => watching === 0);
  }

  const send = (seq: number): void => prices.next({ prices: { seq, amount: seq / 2 } });

  it('answers a query with its variables and completes', async () => {
    const query = 'query ($name: String) { hello(name: $name) }';
    const answer = connect(() => ({ Authorization: 'Bearer t' })).execute({ query, variables: { name: 'you' } });
    expect(await outcome(answer)).toEqual({ values: [{ data: { hello: 'hello you' } }], error: undefined });
    expect(asked.map(({ method, headers }) => [method, headers.authorization])).toEqual([['POST', 'Bearer t']]);
  });

  it('delivers the errors of an operation that is not valid', async () => {
    const { values, error } = await outcome(connect().execute({ query: '{ nothing }' }));
    expect(values).toMatchObject([{ errors: [{ message: expect.stringContaining('Cannot query field') as string }] }]);
    expect(error).toBeUndefined();
  });

  it('fails with what the server refused, when the query cannot be parsed', async () => {
    const { error } = await outcome(connect().execute({ query: '{' }));
    expect(error).toMatchObject({ code: 'http', status: 400, body: expect.stringContaining('Syntax Error') as string });
  });

  it('never repeats a mutation whose answer was cut off', async () => {
    const order = outcome(connect().execute({ query: 'mutation { order }' }));
    await until(() => orders === 1);
    proxy.cut();
    expect(await order).toMatchObject({ values: [], error: { code: 'network' } });
    expect(orders).toBe(1);
  });

  it('goes on after a cut with a new subscription, and says that it is unknown what was missed', async () => {
    const [seen, subscription] = watch();
    await until(() => watching === 1);
    send(1);
    await until(() => seen.length === 2);
    await cut();
    gate.next(true);
    await until(() => watching === 1);
    send(2);
    await until(() => seen.length === 4);
    subscription.unsubscribe();
    expect(seen).toEqual(['first', 0.5, 'unknown', 1]);
  });

  it('reports a gap where the results are numbered', async () => {
    const [seen, subscription] = watch(({ data }) => data.data?.prices.seq ?? 0);
    await until(() => watching === 1);
    send(1);
    await until(() => seen.length === 2);
    await cut();
    send(2);
    gate.next(true);
    await until(() => watching === 1);
    send(3);
    await until(() => seen.length === 5);
    subscription.unsubscribe();
    expect(seen).toEqual(['first', 0.5, 'unknown', 'gap', 1.5]);
  });

  it('completes with the subscription', async () => {
    const subscription = outcome(connect().subscribe<Prices>(SUBSCRIPTION));
    await until(() => watching === 1);
    send(1);
    prices.complete();
    const { values, error } = await subscription;
    expect(values.map(({ kind }) => kind)).toEqual(['connecting', 'open', 'message']);
    expect(error).toBeUndefined();
  });

  it('ends the subscription on the server when it is unsubscribed from', async () => {
    const [, subscription] = watch();
    await until(() => watching === 1);
    subscription.unsubscribe();
    await until(() => watching === 0);
    expect(asked).toHaveLength(1);
  });
});
