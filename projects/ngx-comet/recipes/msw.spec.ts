/**
 * The handlers of the guide to tests, with Mock Service Worker.
 *
 * @jest-environment node
 */
import { EventSource } from 'eventsource';
import { http, HttpResponse, sse, ws } from 'msw';
import { setupServer } from 'msw/node';
import { constant, httpStream$, pollingStream$, sse$, websocket$, type PushError } from 'ngx-comet/core';
import { firstValueFrom, Subject, take, tap, toArray } from 'rxjs';

const retry = constant(1);
/** The application unsubscribed: its request was aborted. */
let aborted: Subject<string>;
const server = setupServer();

beforeAll(() => {
  // Node has none, and `sse()` throws an error where there is none. Nothing uses it here.
  Object.assign(globalThis, { EventSource });
  server.listen({ onUnhandledRequest: 'error' });
});
beforeEach(() => (aborted = new Subject()));
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

  it.each([
    ['close()', 'closed'],
    ['error()', 'network'],
  ] as const)('gets Last-Event-ID after %s', async (call, code) => {
    const cursors: (string | null)[] = [];
    server.use(
      sse('http://localhost/prices', ({ client, request }) => {
        cursors.push(request.headers.get('last-event-id'));
        client.send({ id: `${cursors.length}`, data: cursors.length });
        if (cursors.length > 1) return;
        if (call === 'close()') client.close();
        else queueMicrotask(() => client.error());
      }),
    );
    const errors: string[] = [];
    const prices$ = sse$<number>('http://localhost/prices', { retry, observe: 'events' }).pipe(
      tap((event) => event.kind === 'lost' && errors.push(event.error.code)),
      take(7),
      toArray(),
    );
    const kinds = (await firstValueFrom(prices$)).map(({ kind }) => kind);
    expect(kinds).toEqual(['connecting', 'open', 'message', 'lost', 'connecting', 'open', 'message']);
    expect([cursors, errors]).toEqual([[null, '1'], [code]]);
  });
});

describe('http of msw', () => {
  it('answers sse$ with any body, status and headers', async () => {
    let requests = 0;
    server.use(
      http.get('http://localhost/prices', ({ request }) => {
        if (++requests === 1) return new HttpResponse('busy', { status: 503, headers: { 'retry-after': '0' } });
        request.signal.addEventListener('abort', () => aborted.next('aborted'));
        const text = ['id: 4', '1\ndata: {"pri', 'ce":7}\n\n'];
        const body = new ReadableStream<string>({
          pull: (controller) => {
            const part = text.shift();
            if (part !== undefined) controller.enqueue(part);
          },
        });
        return new HttpResponse(body.pipeThrough(new TextEncoderStream()), {
          headers: { 'content-type': 'text/event-stream' },
        });
      }),
    );
    const price$ = sse$('http://localhost/prices', { retry, observe: 'messages' });
    const end = firstValueFrom(aborted);
    expect(await firstValueFrom(price$)).toMatchObject({ data: { price: 7 }, id: '41' });
    expect(await end).toBe('aborted');
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
  it('sees websocket$ in both directions, and closes it with a code', async () => {
    const chat = ws.link('ws://localhost/chat', );
    const got = new Subject<unknown>();
    server.use(
      chat.addEventListener('connection', ({ client }) => {
        client.addEventListener('message', ({ data }) => {
          got.next(data);
          client.send(JSON.stringify({ text: 'hi' }));
        });
      }),
    );
    const outgoing = new Subject<object>();
    const error = new Promise<PushError>((resolve) => {
      const lines$ = websocket$<{ text: string }, object>('ws://localhost/chat', { outgoing });
      lines$.subscribe({ next: () => chat.broadcast('not json'), error: resolve });
    });
    const first = firstValueFrom(got);
    outgoing.next({ text: 'hello' });
    expect(await first).toBe('{"text":"hello"}');
    for (const client of chat.clients) client.close(4401, 'expired');
    expect(await error).toMatchObject({ closeCode: 4401, closeReason: 'expired' });
  });
});
