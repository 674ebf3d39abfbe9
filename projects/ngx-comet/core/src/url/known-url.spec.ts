/** @jest-environment node */
import type { Subscription } from 'rxjs';
import { connection } from '../connection/connection';
import { outcome, until } from '../spec-support/outcome';
import { httpStream$ } from '../transports/http-stream/http-stream';
import { pollingStream$ } from '../transports/polling/polling-stream';
import { sse$ } from '../transports/sse/sse';
import { FakeWebSocket } from '../transports/websocket/spec-support/fake-websocket';
import { viaWebSocket } from '../transports/websocket/via-websocket';
import { websocket$ } from '../transports/websocket/websocket';
import type { PushLogger } from '../vocabulary/push-logger';

const address = (): Promise<string> => Promise.resolve('wss://u:p@h.example/x?token=secret');

describe('the warning of a rejected message names the URL without its query', () => {
  let running: Subscription | undefined;
  let lines: string[];
  const logger: PushLogger = { warn: (line) => lines.push(line) };

  beforeEach(() => {
    lines = [];
    FakeWebSocket.all = [];
  });

  afterEach(() => {
    running?.unsubscribe();
  });

  const answering = (body: string, type: string): typeof fetch =>
    jest.fn(() => Promise.resolve(new Response(body, { headers: { 'content-type': type } })));
  const http = 'https://h.example/x?token=secret';
  const json = 'application/json';

  it.each([
    ['sse$', () => sse$(() => http, { logger, retry: false, fetch: answering('data: ?\n\n', 'text/event-stream') })],
    ['httpStream$', () => httpStream$(() => http, { logger, retry: false, fetch: answering('?\n', json) })],
    ['pollingStream$', () => pollingStream$(http, { logger, interval: Infinity, fetch: answering('?', json) })],
  ])('of %s', async (_name, stream) => {
    running = stream().subscribe({ error: () => undefined });
    await until(() => lines.length > 0);
    expect(lines).toEqual([expect.stringMatching(/ \(https:\/\/h\.example\/x\)$/)]);
  });

  it.each([
    ['websocket$', () => websocket$(address, { logger, WebSocket: FakeWebSocket })],
    [
      'a connection',
      () => connection([viaWebSocket(address, { WebSocket: FakeWebSocket })], { logger, linger: 0 }).data$,
    ],
  ])('of %s', async (_name, stream) => {
    running = stream().subscribe();
    await until(() => FakeWebSocket.all.length > 0);
    FakeWebSocket.last.open();
    FakeWebSocket.last.message('?');
    expect(lines).toEqual([expect.stringMatching(/ \(wss:\/\/h\.example\/x\)$/)]);
  });

  it('and no URL where a function returned none', async () => {
    const { error } = await outcome(websocket$(() => 5 as unknown as string, { logger, WebSocket: FakeWebSocket }));
    expect(error).toMatchObject({ code: 'unsupported' });
  });
});
