/**
 * Uses a real server, with the WebSocket of Node (undici) and with the WebSocket of `ws`.
 *
 * @jest-environment node
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { firstValueFrom, take, toArray } from 'rxjs';
import { WebSocket as WsWebSocket, WebSocketServer, type RawData, type WebSocket as ServerSocket } from 'ws';
import type { WebSocketConstructor } from '../../platform/websocket-like';
import { constant } from '../../schedule/constant';
import { websocket$ } from './websocket';

jest.setTimeout(30_000);

const clients: readonly (readonly [name: string, WebSocket: WebSocketConstructor])[] = [
  ['the WebSocket of Node', globalThis.WebSocket],
  ['the WebSocket of ws', WsWebSocket],
];

describe.each(clients)('a server with a protocol of its own, over %s', (_name, WebSocket) => {
  let server: WebSocketServer;
  let url: string;
  let onConnection: (socket: ServerSocket, protocol: string) => void;

  beforeEach(async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'v1.prices' });
    server.on('connection', (socket, { headers }) => onConnection(socket, headers['sec-websocket-protocol'] ?? ''));
    await once(server, 'listening');
    url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/feed`;
  });

  afterEach(async () => {
    for (const socket of server.clients) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  });

  it('gets the answer to its ping over the same connection, and delivers only the feed', async () => {
    const answers: string[] = [];
    let connections = 0;
    onConnection = (socket) => {
      const number = ++connections;
      socket.send(JSON.stringify({ ping: number }));
      socket.on('message', (data: RawData) => {
        answers.push(`${number}: ${(data as Buffer).toString()}`);
        socket.send('pong');
        socket.send(String(number));
        // The first connection ends after the first answer.
        if (number === 1) socket.close(1012);
      });
    };
    const rejected: unknown[] = [];
    const feed = websocket$<number, object>(url, {
      WebSocket,
      retry: constant(1),
      logger: { warn: (...args) => rejected.push(args) },
      control: (raw, reply) => {
        if (raw === 'pong') return true;
        const { ping } = JSON.parse(String(raw)) as { readonly ping?: number };
        if (ping !== undefined) reply({ pong: ping });
        return ping !== undefined;
      },
    });
    expect(await firstValueFrom(feed.pipe(take(2), toArray()))).toEqual([1, 2]);
    expect(answers).toEqual(['1: {"pong":1}', '2: {"pong":2}']);
    expect(rejected).toEqual([]);
  });

  it('gets a fresh token at every connection', async () => {
    const offered: string[] = [];
    onConnection = (socket, protocol) => {
      offered.push(protocol);
      if (offered.length === 1) socket.close(1012);
      else socket.send('1');
    };
    let token = 0;
    const protocols = async (): Promise<string[]> => Promise.resolve(['v1.prices', `bearer.t${++token}`]);
    await firstValueFrom(websocket$(url, { WebSocket, retry: constant(1), protocols }));
    expect(offered.map((text) => text.replace(/\s/g, ''))).toEqual(['v1.prices,bearer.t1', 'v1.prices,bearer.t2']);
  });
});
