import { firstValueFrom } from 'rxjs';
import { constant } from '../../schedule/constant';
import { sse$ } from './sse';
import { viaSse } from './via-sse';
import type { UrlSource } from '../../url/url-source';

const platform = globalThis as { EventSource?: unknown };

/** An EventSource whose events the test dispatches. */
class Source extends EventTarget {
  static last: Source;
  readyState = 0;

  constructor(
    readonly url: string,
    readonly init: unknown,
  ) {
    super();
    Source.last = this;
  }

  close(): void {
    this.readyState = 2;
  }
}

describe("sse$ with via: 'event-source'", () => {
  beforeEach(() => {
    platform.EventSource = Source;
  });

  afterEach(() => {
    Reflect.deleteProperty(platform, 'EventSource');
  });

  const failure = (url: UrlSource = 'https://host.example/feed?token=secret'): Promise<unknown> =>
    firstValueFrom(sse$(url, { via: 'event-source', retry: false })).catch((error: unknown) => error);

  async function after(happened: (source: Source) => void): Promise<unknown> {
    const failed = failure();
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    happened(Source.last);
    return failed;
  }

  const of = (code: string, transient: boolean, message: string, url?: string): object => ({
    code,
    transient,
    message: `${HOST}: ${message}`,
    transport: 'sse',
    ...(url !== undefined && { url }),
  });
  const HOST = 'https://host.example/feed';

  it('reports that the stream ended or broke if it was open', async () => {
    const error = await after((source) => {
      source.dispatchEvent(new Event('open'));
      source.dispatchEvent(new Event('error'));
    });
    expect(error).toMatchObject(of('closed', true, 'the stream ended or the connection broke', HOST));
    expect(Source.last.readyState).toBe(2);
  });

  it('reports that it cannot reach the server if it was not open', async () => {
    const error = await after((source) => source.dispatchEvent(new Event('error')));
    expect(error).toMatchObject(of('network', true, 'cannot reach the server', HOST));
  });

  it('reports the possible causes if the EventSource does not reconnect', async () => {
    const error = await after((source) => {
      source.readyState = 2;
      source.dispatchEvent(new Event('error'));
    });
    const message =
      'the EventSource closed for good: the status is not 200, the content type is not text/event-stream, ' +
      'or CORS forbids the page to read the stream';
    expect(error).toMatchObject(of('closed', false, message, HOST));
  });

  it('delivers a server event with the name "error" as a message', async () => {
    const stream = sse$<number>('/feed', { via: 'event-source', retry: false, events: ['error', 'message'] });
    const value = firstValueFrom(stream);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    Source.last.dispatchEvent(new MessageEvent('error', { data: '1' }));
    expect(await value).toBe(1);
  });

  it('reports that the platform has no EventSource', async () => {
    Reflect.deleteProperty(platform, 'EventSource');
    expect(await failure()).toMatchObject(of('unsupported', false, 'this platform has no EventSource'));
  });

  it('reports why the EventSource cannot be made if the reason contains no URL', async () => {
    platform.EventSource = function (): never {
      throw new Error('too many');
    };
    const error = await failure();
    expect(error).toMatchObject(of('unsupported', false, 'an EventSource cannot be made: too many', HOST));
    expect(error).toHaveProperty('cause', new Error('too many'));
  });

  it('reports the error of a url function as the cause', async () => {
    const cause = new Error('no token');
    const error = await failure(() => Promise.reject(cause));
    expect(error).toMatchObject({ transport: 'sse', cause });
  });
});

describe("sse$ with via: 'event-source' at its start", () => {
  afterEach(() => {
    Reflect.deleteProperty(platform, 'EventSource');
  });

  it('emits the first message without an id if the server sent none', async () => {
    platform.EventSource = Source;
    const first = firstValueFrom(sse$('/feed', { via: 'event-source', observe: 'messages' }));
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    Source.last.dispatchEvent(new MessageEvent('message', { data: '1', lastEventId: '' }));
    expect(await first).toEqual({ data: 1, event: 'message', id: undefined, transport: 'sse' });
  });

  it('keeps the cursor to start from if the first message has no id', async () => {
    jest.useFakeTimers();
    platform.EventSource = Source;
    const resume = { query: 'after', from: '9' };
    const subscription = sse$('/feed', { via: 'event-source', retry: constant(10), resume }).subscribe();
    await jest.advanceTimersByTimeAsync(0);
    const first = Source.last;
    first.dispatchEvent(new MessageEvent('message', { data: '1', lastEventId: '' }));
    first.dispatchEvent(new Event('error'));
    await jest.advanceTimersByTimeAsync(10);
    expect(Source.last).not.toBe(first);
    expect(Source.last.url).toBe('/feed?after=9');
    subscription.unsubscribe();
    jest.useRealTimers();
  });

  it('emits open before the first message', async () => {
    platform.EventSource = Source;
    const kinds: string[] = [];
    const stream = sse$('/feed', { via: 'event-source', observe: 'events' });
    const subscription = stream.subscribe(({ kind }) => kinds.push(kind));
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    Source.last.dispatchEvent(new Event('open'));
    expect(kinds).toEqual(['connecting', 'open']);
    subscription.unsubscribe();
  });

  it('has the transport name "sse"', () => {
    expect(viaSse('/feed', { via: 'event-source' }).transport).toBe('sse');
  });
});
