/**
 * With the broker of `stomp-broker-js`.
 *
 * @jest-environment node
 */
import { once, type EventEmitter } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { constant } from 'ngx-comet/core';
import { firstValueFrom, type Subscription } from 'rxjs';
import { stomp, type Stomp, type StompOptions } from './stomp';

interface Broker extends EventEmitter {
  addMiddleware(command: string, handler: () => boolean): void;
}
type BrokerConstructor = new (options: { server: Server; path: string; heartbeat: [number, number] }) => Broker;

// The package has no types.
const BrokerServer = jest.requireActual<BrokerConstructor>('stomp-broker-js');

jest.setTimeout(30_000);

describe('stomp', () => {
  let http: Server;
  let broker: Broker;
  let url: string;
  let sockets: Set<Socket>;
  let log: string[];
  let publishers: Subscription[];

  beforeEach(async () => {
    log = [];
    publishers = [];
    sockets = new Set();
    http = createServer();
    http.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    broker = new BrokerServer({ server: http, path: '/stomp', heartbeat: [50, 0] });
    broker.on('connected', (_id: string, { login = '' }: { login?: string }) => log.push(`connected ${login}`.trim()));
    broker.on('subscribe', ({ topic }: { topic: string }) => log.push(`subscribe ${topic}`));
    broker.on('send', ({ dest }: { dest: string }) => log.push(`send ${dest}`));
    broker.on('unsubscribe', ({ topic }: { topic: string }) => log.push(`unsubscribe ${topic}`));
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/stomp`;
  });

  afterEach(async () => {
    for (const publisher of publishers) publisher.unsubscribe();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => http.close(resolve));
  });

  function connect(options: StompOptions = {}): Stomp {
    return stomp(url, { retry: constant(1), ...options });
  }

  const count = (line: string): number => log.filter((one) => one === line).length;

  /** Publishes over a connection of its own. */
  function publish(destination: string, body: string, headers?: Record<string, string>): void {
    const client = connect({ connectHeaders: () => ({ login: 'publisher' }) });
    client.publish(destination, body, headers);
    publishers.push(client.watch('/publishers').subscribe());
  }

  it('receives the messages of other clients, with their headers', async () => {
    const message = firstValueFrom(connect().watch('/news'));
    await until(() => log.includes('subscribe /news'));
    publish('/news', 'grün', { kind: 'weather' });
    const { body, headers } = await message;
    expect(body).toBe('grün');
    expect(headers).toMatchObject({ kind: 'weather', destination: '/news', subscription: '/news' });
  });

  it('sends CONNECT first, with the headers of the caller', async () => {
    const client = connect({ connectHeaders: () => ({ login: 'me' }) });
    client.publish('/news', 'hello');
    const subscription = client.watch('/news').subscribe();
    await until(() => log.length === 3);
    subscription.unsubscribe();
    expect(log).toEqual(['connected me', 'subscribe /news', 'send /news']);
  });

  it('subscribes once for two subscribers, and unsubscribes after the last one', async () => {
    const client = connect();
    const other = client.watch('/other').subscribe();
    const [one, two] = [client.watch('/news').subscribe(), client.watch('/news').subscribe()];
    await until(() => log.includes('subscribe /news'));
    one.unsubscribe();
    two.unsubscribe();
    await until(() => log.includes('unsubscribe /news'));
    other.unsubscribe();
    expect(log).toEqual(['connected', 'subscribe /other', 'subscribe /news', 'unsubscribe /news']);
  });

  it('continues after the connection was cut', async () => {
    const seen: string[] = [];
    const subscription = connect()
      .watch('/news')
      .subscribe(({ body }) => seen.push(body));
    await until(() => count('subscribe /news') === 1);
    publish('/news', 'before');
    await until(() => seen.length === 1);
    for (const socket of sockets) socket.destroy();
    await until(() => count('subscribe /news') === 2);
    publish('/news', 'after');
    await until(() => seen.length === 2);
    subscription.unsubscribe();
    expect(seen).toEqual(['before', 'after']);
  });

  it('stays connected to a broker that sends heart-beats', async () => {
    const subscription = connect({ heartBeat: 400 }).watch('/news').subscribe();
    await until(() => log.includes('subscribe /news'));
    const [connection] = sockets;
    const before = connection?.bytesWritten ?? 0;
    // A heart-beat is a frame of three bytes; the connection is lost after the time of two heart-beats without data.
    await until(() => (connection?.bytesWritten ?? 0) >= before + 4 * 3);
    subscription.unsubscribe();
    expect(count('connected')).toBe(1);
  });

  it('errors when the broker rejects the subscription', async () => {
    broker.addMiddleware('subscribe', () => false);
    await expect(firstValueFrom(connect().watch('/news'))).rejects.toThrow('SUBSCRIBE ERROR');
  });
});

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`never came true: ${condition.toString()}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
