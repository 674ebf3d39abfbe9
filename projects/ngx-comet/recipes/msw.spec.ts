/**
 * The handlers of the guide to tests, with Mock Service Worker.
 *
 * @jest-environment node
 */
import { EventSource } from 'eventsource';
import { http, HttpResponse, sse, ws } from 'msw';
import { setupServer } from 'msw/node';
import { constant, httpStream$, pollingStream$, sse$, websocket$, type PushError } from 'ngx-comet/core';
import { firstValueFrom, ReplaySubject, take, tap, toArray } from 'rxjs';

const retry = constant(1);
const server = setupServer();

beforeAll(() => {
  // Node has none, and `sse()` throws an error where there is none. Nothing uses it here.
  Object.assign(globalThis, { EventSource });
  server.listen({ onUnhandledFrame: 'error' });
});
afterEach(() => server.resetHandlers());
afterAll(() => {
  server.close();
  Reflect.deleteProperty(globalThis, 'EventSource');
});

describe('sse() of msw', () => {
  it('sees sse$, with the id and the event of its messages', async () => {
    server.use(
      sse<{ message: unknown; tick: unknown }>('http://localhost/prices', ({ client }) => {
        client.send({ data: { price: 7 } });
        client.send({ id: '8', event: 'tick', data: { price: 8 } });
      }),
    );
    const messages$ = sse$<{ price: number }>('http://localhost/prices', { observe: 'messages' });
    expect(await firstValueFrom(messages$.pipe(take(2), toArray()))).toEqual([
      { data: { price: 7 }, event: 'message', id: undefined, transport: 'sse' },
      { data: { price: 8 }, event: 'tick', id: '8', transport: 'sse' },
    ]);
  });

  // In Node the body ends in order after both.
  it.each(['close', 'error'] as const)('gets Last-Event-ID after client.%s()', async (call) => {
    const cursors: (string | null)[] = [];
    let end = (): void => undefined;
    server.use(
      sse('http://localhost/prices', ({ client, request }) => {
        cursors.push(request.headers.get('last-event-id'));
        client.send({ id: `${cursors.length}`, data: cursors.length });
        end = () => client[call]();
      }),
    );
    const errors: string[] = [];
    const prices$ = sse$<number>('http://localhost/prices', { retry, observe: 'events' }).pipe(
      tap((event) => {
        if (event.kind === 'message' && event.message.data === 1) end();
        if (event.kind === 'lost') errors.push(event.error.code);
      }),
      take(7),
    );
    const kinds = (await firstValueFrom(prices$.pipe(toArray()))).map(({ kind }) => kind);
    expect(kinds).toEqual(['connecting', 'open', 'message', 'lost', 'connecting', 'open', 'message']);
    expect([cursors, errors]).toEqual([[null, '1'], ['closed']]);
  });
});

describe('http of msw', () => {
  it('answers sse$ with a status, and with bytes cut anywhere, and is told that nobody reads any more', async () => {
    const aborted = new ReplaySubject<string>(1);
    const parts = ['id: 4', '1\ndata: {"pri', 'ce":7}\n\n'];
    const busy = http.get(
      'http://localhost/prices',
      () => new HttpResponse('busy', { status: 503, headers: { 'retry-after': '0' } }),
      { once: true },
    );
    const prices = http.get('http://localhost/prices', ({ request }) => {
      request.signal.addEventListener('abort', () => aborted.next('aborted'));
      const body = new ReadableStream<string>({
        pull: (controller) => {
          const part = parts.shift();
          if (part !== undefined) controller.enqueue(part);
        },
      });
      const headers = { 'content-type': 'text/event-stream' };
      return new HttpResponse(body.pipeThrough(new TextEncoderStream()), { headers });
    });
    server.use(busy, prices);
    const price$ = sse$('http://localhost/prices', { retry, observe: 'messages' });
    expect(await firstValueFrom(price$)).toMatchObject({ data: { price: 7 }, id: '41' });
    expect(await firstValueFrom(aborted)).toBe('aborted');
  });

  it('breaks the network of sse$', async () => {
    server.use(http.get('http://localhost/prices', () => HttpResponse.error()));
    const price = firstValueFrom(sse$('http://localhost/prices', { retry: false }));
    await expect(price).rejects.toMatchObject({ code: 'network' });
  });

  it('answers httpStream$ and pollingStream$', async () => {
    server.use(
      http.get('http://localhost/lines', () => HttpResponse.text('1\n2\n')),
      http.get('http://localhost/job', () => HttpResponse.json({ done: true })),
    );
    const lines$ = httpStream$<number>('http://localhost/lines', { retry: false });
    expect(await firstValueFrom(lines$.pipe(take(2), toArray()))).toEqual([1, 2]);
    const job$ = pollingStream$<{ done: boolean }>('http://localhost/job', { until: ({ done }) => done });
    expect(await firstValueFrom(job$)).toEqual({ done: true });
  });
});

describe('ws.link() of msw', () => {
  const chat = ws.link('ws://localhost/chat');

  it('sees websocket$ in both directions, and closes it with a code', async () => {
    const got: unknown[] = [];
    server.use(
      chat.addEventListener('connection', ({ client }) => {
        client.addEventListener('message', ({ data }) => {
          if (got.push(data) === 1) client.send('{"text":"hi"}');
          else client.close(4401, 'expired');
        });
      }),
    );
    const outgoing = new ReplaySubject<object>(1);
    outgoing.next({ text: 'hello' });
    const seen: unknown[] = [];
    const end = new Promise<PushError>((resolve) => {
      const next = (line: object): void => {
        seen.push(line);
        outgoing.next({ text: 'bye' });
      };
      websocket$<object, object>('ws://localhost/chat', { outgoing }).subscribe({ next, error: resolve });
    });
    expect(await end).toMatchObject({ closeCode: 4401, closeReason: 'expired' });
    expect([got, seen]).toEqual([['{"text":"hello"}', '{"text":"bye"}'], [{ text: 'hi' }]]);
  });

  it('gets the close of the application, and its subprotocols', async () => {
    const closed = new ReplaySubject<unknown>(1);
    server.use(
      chat.addEventListener('connection', ({ client, info }) => {
        client.addEventListener('close', ({ code }) => closed.next([info.protocols, code]));
        client.send('1');
      }),
    );
    const lines$ = websocket$<number>('ws://localhost/chat', { protocols: ['v1', 'v2'] });
    expect(await firstValueFrom(lines$)).toBe(1);
    expect(await firstValueFrom(closed)).toEqual([['v1', 'v2'], 1000]);
  });
});
