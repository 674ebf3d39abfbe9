/** @jest-environment node */
import { filter, firstValueFrom, take, toArray, type Observable } from 'rxjs';
import { WebSocketServer } from 'ws';
import { connection } from '../connection/connection';
import { constant } from '../schedule/constant';
import { outcome } from '../spec-support/outcome';
import { closeServers, serveHttp, type Handler } from '../spec-support/serve-http';
import { httpStream$ } from '../transports/http-stream/http-stream';
import { pollingStream$ } from '../transports/polling/polling-stream';
import { viaLongPolling } from '../transports/polling/via-long-polling';
import { sse$ } from '../transports/sse/sse';
import { viaSse } from '../transports/sse/via-sse';
import { websocket$ } from '../transports/websocket/websocket';
import type { PushEvent } from '../vocabulary/push-event';

type Open = PushEvent<unknown> & { readonly kind: 'open' };

function opening(events$: Observable<PushEvent<unknown>>): Promise<Open> {
  return firstValueFrom(events$.pipe(filter((event) => event.kind === 'open')));
}

const feed: Handler = (_request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Region': 'eu' }).write('data: 1\n\n');
};

describe('the event "open"', () => {
  afterEach(closeServers);

  it.each([
    ['sse$', (url: string) => sse$(url, { observe: 'events' }), 200],
    ['httpStream$', (url: string) => httpStream$(url, { framing: 'sse', observe: 'events' }), 200],
    ['pollingStream$', (url: string) => pollingStream$(url, { framing: 'sse', observe: 'events' }), 200],
    ['a connection', (url: string) => connection([viaSse(url), viaLongPolling(url)]).events$, 200],
  ])('of %s has the status, the headers and the URL of the answer', async (_name, events, status) => {
    const url = await serveHttp((request, response) => {
      if (request.url === '/feed?key=1') feed(request, response);
      else response.writeHead(302, { Location: '/feed?key=1' }).end();
    });
    const { response } = await opening(events(url));
    expect(response).toEqual({ status, headers: expect.any(Headers), url: `${url}/feed?key=1` });
    expect(response?.headers.get('x-region')).toBe('eu');
    expect(Object.values(response ?? {}).some((value) => value instanceof Response)).toBe(false);
  });

  it('has the first answer of a series of polls', async () => {
    let polls = 0;
    const url = await serveHttp((_request, response) => response.setHeader('X-Poll', `${++polls}`).end(`${polls}`));
    const stream = pollingStream$(url, { interval: 0, observe: 'events' });
    const { values } = await outcome(stream.pipe(take(4)));
    expect(values.map(({ kind }) => kind)).toEqual(['connecting', 'open', 'message', 'message']);
    expect((values[1] as Open).response?.headers.get('x-poll')).toBe('1');
  });

  it('has the answer too when it reports a gap later, and that of a reconnection', async () => {
    let requests = 0;
    const url = await serveHttp((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Request': `${++requests}` });
      response.end('data: 1\n\ndata: 3\n\n');
    });
    const sequence = ({ data }: { readonly data: number }): number => data;
    const stream = sse$<number>(url, { observe: 'events', sequence, retry: constant(1), clock: undefined });
    const opened = (event: PushEvent<number>): event is Open => event.kind === 'open';
    const all = await firstValueFrom(stream.pipe(filter(opened), take(3), toArray()));
    expect(all.map(({ response }) => response?.headers.get('x-request'))).toEqual(['1', '1', '2']);
    expect(all[1]?.continuity).toBe('gap');
  });

  it('does not show the user of the URL', async () => {
    const answer = new Response('1\n');
    Object.defineProperty(answer, 'url', { value: 'https://user:secret@h.example/lines?x=1#part' });
    const fetch = (): Promise<Response> => Promise.resolve(answer);
    const { response } = await opening(httpStream$('https://h.example/', { fetch, observe: 'events' }));
    expect(response?.url).toBe('https://h.example/lines?x=1');
  });

  it.each([
    ['the protocol that the server chose', ['v2', 'v1'], { protocol: 'v1' }],
    ['no protocol if it chose none', [], {}],
  ])('of a WebSocket has %s', async (_what, protocols, expected) => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'v1' });
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const event = await opening(websocket$(`ws://127.0.0.1:${port}/`, { protocols, observe: 'events' }));
    server.close();
    expect(event).toEqual({ kind: 'open', transport: 'websocket', continuity: 'first', ...expected });
    expect(Object.keys(event)).not.toContain('response');
  });

  it('of a JSONP call or a source of values has no answer', async () => {
    const event = await opening(pollingStream$(() => [1], { observe: 'events' }));
    expect(Object.keys(event)).toEqual(['kind', 'transport', 'continuity']);
  });
});

describe('id of httpStream$ and sse$', () => {
  afterEach(closeServers);

  it.each([
    ['httpStream$', (url: string, id: Reader) => httpStream$(url, { framing: 'sse', observe: 'messages', id })],
    ['sse$', (url: string, id: Reader) => sse$(url, { observe: 'messages', id })],
  ])('of %s gets the headers of the answer', async (_name, messages) => {
    const id: Reader = (data, { headers }) => `${headers.get('x-region')}-${String(data)}`;
    expect(await firstValueFrom(messages(await serveHttp(feed), id))).toMatchObject({ data: 1, id: 'eu-1' });
  });
});

type Reader = (data: unknown, answer: { readonly headers: Headers }) => string;
