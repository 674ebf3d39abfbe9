/** @jest-environment node */
import { filter, firstValueFrom } from 'rxjs';
import { outcome } from '../../spec-support/outcome';
import { sse$ } from './sse';
import type { SseOptions } from './sse-options';

const URL_ = 'https://host.example/feed';

describe('sse$', () => {
  /** The error of a stream whose request gets `answer`. */
  async function errorAfter(answer: Response, options: SseOptions<unknown> = {}): Promise<unknown> {
    const fetch = (): Promise<Response> => Promise.resolve(answer);
    return (await outcome(sse$(`${URL_}?token=secret`, { fetch, retry: false, ...options }))).error;
  }

  const eventStream = { headers: { 'content-type': 'text/event-stream' } };
  const of = (code: string, transient: boolean, message: string, method = ''): object => ({
    name: 'PushError',
    code,
    transient,
    message: `${method}${URL_}: ${message}`,
    transport: 'sse',
    url: URL_,
  });

  it('reports that the server ended the stream', async () => {
    const error = await errorAfter(new Response('data: 1\n\n', eventStream));
    expect(error).toMatchObject(of('closed', true, 'the server ended the stream'));
  });

  it('reports the content type that the server sent', async () => {
    const error = await errorAfter(new Response('', { headers: { 'content-type': 'text/html' } }));
    const message = 'expected text/event-stream, the server sent text/html';
    expect(error).toMatchObject({ ...of('content-type', false, message, 'GET '), status: 200 });
  });

  it.each([201, 202, 203, 205, 206, 226, 299])('opens no event stream on the status %d', async (status) => {
    const body = status === 205 ? null : 'data: 1\n\n';
    const error = await errorAfter(new Response(body, { ...eventStream, status, statusText: 'Fine' }));
    const message = `the server answered ${status} Fine, and only 200 opens an event stream`;
    expect(error).toMatchObject({ ...of('http', false, message, 'GET '), status });
  });

  /** A body that never ends, and never waits. */
  const pull = (body: ReadableStreamDefaultController): void => body.enqueue(new Uint8Array(4_096));

  it('cancels the body of another status', async () => {
    const cancel = jest.fn();
    await errorAfter(new Response(new ReadableStream({ pull, cancel }), { ...eventStream, status: 201 }));
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it('reports that the server sent no content type', async () => {
    const error = await errorAfter(new Response(new Uint8Array(1)));
    expect(error).toMatchObject(
      of('content-type', false, 'expected text/event-stream, the server sent no Content-Type', 'GET '),
    );
  });

  it('cancels the body of another content type', async () => {
    const cancel = jest.fn();
    await errorAfter(new Response(new ReadableStream({ pull, cancel }), { headers: { 'content-type': 'text/html' } }));
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it('reports maxMessageSize if an event is longer', async () => {
    const error = await errorAfter(new Response('data: 12345678901\n\n', eventStream), { maxMessageSize: 10 });
    expect(error).toMatchObject(of('overflow', false, 'an event is longer than maxMessageSize, 10 characters'));
  });

  it('accepts a content type with spaces around it and parameters after it', async () => {
    const type = ' TEXT/event-stream ; charset=utf-8';
    const answer = new Response('', { headers: { 'content-type': 'x' } });
    jest.spyOn(answer.headers, 'get').mockImplementation((name) => (name === 'content-type' ? type : null));
    expect(await errorAfter(answer)).toMatchObject({ code: 'closed' });
  });
});

describe('the retry field of an event stream', () => {
  it.each([[undefined], [['price']]])('sets the reconnection delay with any option events: %p', async (names) => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    const body = 'retry: 7000\nid: 1\nevent: price\ndata: 1\n\n';
    const fetch = (): Promise<Response> =>
      Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
    const lost = sse$(URL_, { fetch, events: names, observe: 'events' }).pipe(filter(({ kind }) => kind === 'lost'));
    expect(await firstValueFrom(lost)).toMatchObject({ error: { code: 'closed' }, retryIn: 7_000 });
  });
});

describe('the options check of sse$', () => {
  const events = 'events must be a non-empty array of event names, got ';
  const left = "left out with via: 'event-source', got ";

  it.each<[string, unknown, string]>([
    ['a string as events', { events: 'price' }, `${events}"price"`],
    ['an empty array as events', { events: [] }, `${events}[]`],
    ['an empty event name', { events: ['price', ''] }, `${events}["price", ""]`],
    ['an event name that is not a string', { events: ['price', 7] }, `${events}["price", 7]`],
    ['an id that is no function', { id: 'id' }, 'id must be a function, got "id"'],
    ['another value of via', { via: 'xhr' }, 'via must be one of "fetch", "event-source", got "xhr"'],
    ['a method with an EventSource', { via: 'event-source', method: 'GET' }, `method must be ${left}"GET"`],
    ['a body with an EventSource', { via: 'event-source', body: 'a' }, `body must be ${left}a string`],
    ['headers with an EventSource', { via: 'event-source', headers: {} }, `headers must be ${left}an object`],
    [
      'resume.header with an EventSource',
      { via: 'event-source', resume: { header: 'A' } },
      `resume.header must be ${left}"A"`,
    ],
    [
      'credentials: omit with an EventSource',
      { via: 'event-source', credentials: 'omit' },
      'credentials must be "same-origin" or "include" with via: \'event-source\', got "omit"',
    ],
  ])('rejects %s, and names the option and the expected value', (_name, options, message) => {
    expect(() => sse$(URL_, options as SseOptions<unknown>)).toThrow(new TypeError(message));
  });

  it.each<[string, SseOptions<unknown>]>([
    ['one event name', { events: ['price'] }],
    ['a null body with an EventSource', { via: 'event-source', body: null }],
    ['resume: false with an EventSource', { via: 'event-source', resume: false }],
    ['resume.query with an EventSource', { via: 'event-source', resume: { query: 'after' } }],
    ['credentials: include with an EventSource', { via: 'event-source', credentials: 'include' }],
  ])('accepts %s', (_name, options) => {
    expect(() => sse$(URL_, options)).not.toThrow();
  });
});
