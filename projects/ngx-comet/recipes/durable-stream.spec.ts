/**
 * With the server of `@durable-streams/server`.
 *
 * @jest-environment node
 */
import { channel } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DurableStreamTestServer } from '@durable-streams/server';
import { constant, memoryCursor, text, type PushEvent } from 'ngx-comet/core';
import { BehaviorSubject, Subscription } from 'rxjs';
import { outcome, until } from '../core/src/spec-support/outcome';
import { closeServers, serveHttp } from '../core/src/spec-support/serve-http';
import { TcpProxy } from '../core/src/spec-support/tcp-proxy';
import { durableEvents$ } from './durable-events';
import { durableStream$, type DurableStreamOptions } from './durable-stream';

const JSON_TYPE = { 'content-type': 'application/json' };
/** The server does not show its requests, but Node does. */
const requestStart = channel('http.server.request.start');
const LIVE = ['long-poll', 'sse'] as const;

describe('durableStream$', () => {
  let server: DurableStreamTestServer;
  let proxy: TcpProxy;
  let gate: BehaviorSubject<boolean>;
  /** The queries of the requests that read, and how many of them are not over. */
  let asked: URLSearchParams[];
  let open: number;
  let using: Subscription;

  beforeEach(async () => {
    gate = new BehaviorSubject(true);
    asked = [];
    open = 0;
    requestStart.subscribe(note);
    using = new Subscription();
    server = new DurableStreamTestServer({ port: 0, longPollTimeout: 60_000 });
    proxy = await TcpProxy.to(Number(new URL(await server.start()).port));
    await write('PUT');
  });

  afterEach(async () => {
    using.unsubscribe();
    requestStart.unsubscribe(note);
    await proxy.close();
    await server.stop();
    await closeServers();
  });

  function note(message: unknown): void {
    const { request, response } = message as { readonly request: IncomingMessage; readonly response: ServerResponse };
    if (request.method !== 'GET') return;
    asked.push(new URL(request.url ?? '', 'http://x').searchParams);
    open++;
    response.on('close', () => open--);
  }

  async function write(method: string, body?: unknown, headers: Record<string, string> = JSON_TYPE): Promise<void> {
    const { ok, status } = await fetch(`${server.url}/orders`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!ok) throw new Error(`${method} was answered by ${status}`);
  }

  const append = (...messages: readonly number[]): Promise<void> => write('POST', messages);
  const close = (): Promise<void> => write('POST', undefined, { 'stream-closed': 'true' });

  /** What a stream emitted, in short, and how it ended. */
  interface Story {
    readonly seen: unknown[];
    readonly offsets: (string | undefined)[];
    end?: unknown;
  }

  function read(options: DurableStreamOptions<number> = {}): Story {
    const url = `http://127.0.0.1:${proxy.port}/orders`;
    return follow(durableStream$<number>(url, { retry: constant(1), gate, ...options }));
  }

  function follow(stream: ReturnType<typeof durableStream$<number>>): Story {
    const story: Story = { seen: [], offsets: [] };
    const next = (event: PushEvent<readonly number[]>): void => {
      if (event.kind === 'open') story.seen.push(event.continuity);
      if (event.kind !== 'message') return;
      story.seen.push(event.message.data);
      story.offsets.push(event.message.id);
    };
    const error = (reason: unknown): unknown => (story.end = reason);
    using.add(stream.subscribe({ next, error, complete: () => (story.end = 'completed') }));
    return story;
  }

  /** The requests since the last call, in short. */
  function requests(): string[] {
    return asked.splice(0).map((query) => `${query.get('offset') ?? ''} ${query.get('live') ?? 'catch-up'}`);
  }

  async function cut(): Promise<void> {
    gate.next(false);
    proxy.cut();
    await until(() => open === 0);
  }

  it('reads what is there without holding a request, then holds one for what is new', async () => {
    await append(1, 2);
    const { seen, offsets } = read();
    await until(() => asked.length === 2);
    await append(3);
    await until(() => seen.length === 3 && asked.length === 3);
    expect(seen).toEqual(['first', [1, 2], [3]]);
    expect(asked.map((query) => query.has('cursor'))).toEqual([false, false, true]);
    expect(requests()).toEqual(['-1 catch-up', `${offsets[0]} long-poll`, `${offsets[1]} long-poll`]);
  });

  it('reads what is there, then the events of what is new', async () => {
    await append(1, 2);
    const { seen, offsets } = read({ live: 'sse' });
    await until(() => asked.length === 2 && seen.length === 3);
    await append(3);
    await append(4);
    await until(() => seen.length === 5);
    expect(seen).toEqual(['first', [1, 2], 'resumed', [3], [4]]);
    expect(new Set(offsets).size).toBe(3);
    expect(requests()).toEqual(['-1 catch-up', `${offsets[0]} sse`]);
  });

  it.each(LIVE)('begins with what is new: %s', async (live) => {
    await append(1, 2);
    const { seen } = read({ live, offset: 'now' });
    await until(() => asked.length === 2);
    await append(3);
    await until(() => seen.some(Array.isArray));
    expect(seen.filter(Array.isArray)).toEqual([[3]]);
  });

  it('completes after what is there, if nothing live is wanted', async () => {
    await append(1);
    const story = read({ live: false });
    await until(() => story.end !== undefined);
    expect([story.seen, story.end, requests()]).toEqual([['first', [1]], 'completed', ['-1 catch-up']]);
  });

  it.each(LIVE)('completes when the stream is closed: %s', async (live) => {
    await append(1);
    const story = read({ live });
    await until(() => asked.length === 2);
    await append(2);
    await until(() => story.seen.filter(Array.isArray).length === 2);
    await close();
    await until(() => story.end !== undefined);
    expect([story.seen.filter(Array.isArray), story.end]).toEqual([[[1], [2]], 'completed']);
    await until(() => open === 0);
  });

  it.each(LIVE)('completes after all of a stream that was closed before: %s', async (live) => {
    await append(1);
    await close();
    const story = read({ live });
    await until(() => story.end !== undefined);
    expect([story.seen, story.end, requests()]).toEqual([['first', [1]], 'completed', ['-1 catch-up']]);
  });

  it.each(LIVE)('goes on after a cut with what was missed: %s', async (live) => {
    await append(1);
    const { seen } = read({ live });
    await until(() => asked.length === 2 && (live === 'long-poll' || seen.length === 3));
    seen.splice(0);
    await cut();
    await append(2);
    gate.next(true);
    await until(() => seen.length === 2);
    expect(seen).toEqual(['resumed', [2]]);
  });

  it.each(LIVE)('goes on after a reload with what was missed: %s', async (live) => {
    const store = memoryCursor();
    await append(1);
    const page = read({ live, store });
    await until(() => asked.length === 2 && page.seen.length > 1);
    using.unsubscribe();
    using = new Subscription();
    await append(2);
    const { seen } = read({ live, store });
    await until(() => seen.length >= 2);
    expect(seen.slice(0, 2)).toEqual(['resumed', [2]]);
  });

  it.each(LIVE)('reports a gap when the stream was made anew, and is shorter: %s', async (live) => {
    await append(1, 2, 3);
    const { seen } = read({ live });
    await until(() => asked.length === 2 && (live === 'long-poll' || seen.length === 3));
    seen.splice(0);
    await cut();
    await write('DELETE');
    await write('PUT');
    await append(4);
    gate.next(true);
    await until(() => seen.includes('gap'));
    await append(5);
    await until(() => seen.some(Array.isArray));
    expect(seen.filter((one) => one !== 'resumed')).toEqual(['gap', [5]]);
  });

  it('reads by polls again what was missed, if it is too much for events', async () => {
    await append(1);
    const { seen } = read({ live: 'sse' });
    await until(() => seen.length === 3);
    await cut();
    const missed = Array.from({ length: 10_001 }, (_, index) => index);
    await append(...missed);
    gate.next(true);
    await until(() => seen.filter(Array.isArray).length === 2);
    await append(2);
    await until(() => seen.filter(Array.isArray).length === 3);
    expect(seen.filter(Array.isArray)).toEqual([[1], missed, [2]]);
    expect(seen).not.toContain('gap');
  });

  it('reports a gap, and begins again, when the server has dropped what follows the offset', async () => {
    await append(1);
    const { seen } = read();
    await until(() => asked.length === 2);
    seen.splice(0);
    await cut();
    await append(2);
    server.injectFault('/orders', { status: 410, count: 1, method: 'GET' });
    gate.next(true);
    await until(() => seen.length === 2);
    expect(seen).toEqual(['gap', [1, 2]]);
  });

  it('fails when there is no such stream any more', async () => {
    await append(1);
    const story = read();
    await until(() => asked.length === 2);
    await cut();
    await write('DELETE');
    gate.next(true);
    await until(() => story.end !== undefined);
    expect(story.end).toMatchObject({ code: 'http', status: 404 });
  });

  it.each(LIVE)('holds no request after unsubscribing: %s', async (live) => {
    const { seen } = read({ live });
    await until(() => asked.length === 2 && (live === 'long-poll' || seen.length === 2));
    using.unsubscribe();
    await until(() => open === 0);
    await append(1);
    expect(seen.filter(Array.isArray)).toEqual([]);
    expect(asked).toHaveLength(2);
  });

  it('holds a request at once after an empty answer, not a second later', async () => {
    const starts: number[] = [];
    const url = await serveHttp((request, response) => {
      starts.push(performance.now());
      const closed = request.url?.includes('live=long-poll') === true;
      response.writeHead(200, {
        'content-type': 'text/plain',
        'stream-next-offset': '0_0',
        'stream-up-to-date': 'true',
        ...(closed ? { 'stream-closed': 'true' } : {}),
      });
      response.end();
    });
    await outcome(durableStream$<string>(url, { offset: 'now', decode: (raw) => [text()(raw)] }));
    const [first = NaN, second = NaN] = starts;
    expect(second - first).toBeLessThan(850);
  });

  it('reads a stream of text with a decoder', async () => {
    const url = await serveHttp((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'stream-next-offset': '1', 'stream-closed': 'true' });
      response.end('some text');
    });
    const { values } = await outcome(durableStream$<string>(url, { decode: (raw) => [text()(raw)] }));
    expect(values.flatMap((event) => (event.kind === 'message' ? event.message.data : []))).toEqual(['some text']);
  });

  it('emits once what was cut off between the data and its offset', async () => {
    const opened: ServerResponse[] = [];
    const url = await serveHttp((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const data = 'event: data\ndata: [1]\n\n';
      if (opened.push(response) === 1) response.write(data, () => response.destroy());
      else response.write(`${data}event: control\ndata: {"streamNextOffset":"0_1","streamClosed":true}\n\n`);
    });
    const store = memoryCursor();
    const story = follow(durableEvents$<number>(url, { offset: '-1', store, retry: constant(1) }));
    await until(() => story.end !== undefined);
    expect([story.seen, story.offsets]).toEqual([['first', 'unknown', [1]], ['0_1']]);
  });

  it('connects again at once when the server ends the event stream, as it does every minute', async () => {
    let connections = 0;
    const url = await serveHttp((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const closed = ++connections === 2;
      response.end(`event: control\ndata: {"streamNextOffset":"0_${connections}","streamClosed":${closed}}\n\n`);
    });
    const { values, error } = await outcome(durableEvents$(url, { offset: '-1', store: memoryCursor() }));
    expect(values.map((event) => (event.kind === 'lost' ? event.retryIn : event.kind))).toEqual([
      ...['connecting', 'open', 0],
      ...['connecting', 'open'],
    ]);
    expect(error).toBeUndefined();
  });
});
