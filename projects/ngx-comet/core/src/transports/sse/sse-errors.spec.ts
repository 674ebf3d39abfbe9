/** @jest-environment node */
import { filter, firstValueFrom } from 'rxjs';
import { outcome } from '../../spec-support/outcome';
import { sse$ } from './sse';
import type { SseOptions } from './sse-options';

const URL_ = 'https://host.example/feed';

describe('an error of sse$', () => {
  /** How a stream ends whose request gets an answer. */
  async function errorAfter(answer: Response, options: SseOptions<unknown> = {}): Promise<unknown> {
    const fetch = (): Promise<Response> => Promise.resolve(answer);
    return (await outcome(sse$(`${URL_}?token=secret`, { fetch, retry: false, ...options }))).error;
  }

  const eventStream = { headers: { 'content-type': 'text/event-stream' } };
  const of = (code: string, transient: boolean, message: string): object => ({
    name: 'PushError',
    code,
    transient,
    message,
    transport: 'sse',
    url: URL_,
  });

  it('says that the server ended the stream', async () => {
    const error = await errorAfter(new Response('data: 1\n\n', eventStream));
    expect(error).toMatchObject(of('closed', true, 'the server ended the stream'));
  });

  it('says which type the server sent', async () => {
    const error = await errorAfter(new Response('', { status: 201, headers: { 'content-type': 'text/html' } }));
    const message = 'expected text/event-stream, the server sent text/html';
    expect(error).toMatchObject({ ...of('content-type', false, message), status: 201 });
  });

  it('says that the server sent no type', async () => {
    const error = await errorAfter(new Response(new Uint8Array(1)));
    expect(error).toMatchObject(
      of('content-type', false, 'expected text/event-stream, the server sent no Content-Type'),
    );
  });

  it('lets go of the body of another type', async () => {
    const cancel = jest.fn();
    await errorAfter(new Response(new ReadableStream({ cancel }), { headers: { 'content-type': 'text/html' } }));
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it('says how long an event may be', async () => {
    const error = await errorAfter(new Response('data: 12345678901\n\n', eventStream), { maxMessageSize: 10 });
    expect(error).toMatchObject(of('overflow', false, 'an event is longer than maxMessageSize, 10 characters'));
  });

  it('takes a type with spaces around it and parameters behind it', async () => {
    const type = ' TEXT/event-stream ; charset=utf-8';
    const answer = new Response('', { headers: { 'content-type': 'x' } });
    jest.spyOn(answer.headers, 'get').mockImplementation((name) => (name === 'content-type' ? type : null));
    expect(await errorAfter(answer)).toMatchObject({ code: 'closed' });
  });
});

describe('the time that a server asks sse$ to wait', () => {
  it.each([[undefined], [['price']]])('is heard whatever the events that are let through: %p', async (names) => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    const body = 'retry: 7000\nid: 1\nevent: price\ndata: 1\n\n';
    const fetch = (): Promise<Response> =>
      Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
    const lost = sse$(URL_, { fetch, events: names, observe: 'events' }).pipe(filter(({ kind }) => kind === 'lost'));
    expect(await firstValueFrom(lost)).toMatchObject({ error: { code: 'closed' }, retryIn: 7_000 });
  });
});

describe('a wrong option of sse$', () => {
  const events = 'events must be a non-empty array of event names, got ';
  const left = "left out with via: 'event-source', got ";

  it.each<[string, unknown, string]>([
    ['no array', { events: 'price' }, `${events}"price"`],
    ['an empty array', { events: [] }, `${events}an array`],
    ['an empty name among others', { events: ['price', ''] }, `${events}an array`],
    ['a name that is no text', { events: ['price', 7] }, `${events}an array`],
    ['another way', { via: 'xhr' }, 'via must be one of "fetch", "event-source", got "xhr"'],
    ['a method', { via: 'event-source', method: 'GET' }, `method must be ${left}"GET"`],
    ['a body', { via: 'event-source', body: 'a' }, `body must be ${left}"a"`],
    ['headers', { via: 'event-source', headers: {} }, `headers must be ${left}an object`],
    ['a header', { via: 'event-source', resume: { header: 'A' } }, `resume.header must be ${left}"A"`],
    [
      'no cookies',
      { via: 'event-source', credentials: 'omit' },
      'credentials must be "same-origin" or "include" with via: \'event-source\', got "omit"',
    ],
  ])('is named, with what it must be: %s', (_name, options, message) => {
    expect(() => sse$(URL_, options as SseOptions<unknown>)).toThrow(new TypeError(message));
  });

  it.each<[string, SseOptions<unknown>]>([
    ['one name', { events: ['price'] }],
    ['no body', { via: 'event-source', body: null }],
    ['no resuming', { via: 'event-source', resume: false }],
    ['a parameter for the cursor', { via: 'event-source', resume: { query: 'after' } }],
    ['cookies', { via: 'event-source', credentials: 'include' }],
  ])('is none: %s', (_name, options) => {
    expect(() => sse$(URL_, options)).not.toThrow();
  });
});
