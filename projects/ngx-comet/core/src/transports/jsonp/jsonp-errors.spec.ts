import { firstValueFrom } from 'rxjs';
import { jsonp$ } from './jsonp';
import type { JsonpOptions } from './jsonp-options';
import type { UrlSource } from '../../url/url-source';

describe('jsonp$', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  const start = (url: UrlSource, options: JsonpOptions<unknown> = {}): Promise<unknown> =>
    firstValueFrom(jsonp$(url, { contain: false, retry: false, ...options })).catch((error: unknown) => error);

  async function turns(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }

  /** Calls the callback of the latest script. */
  function answer(value: unknown): void {
    const names = Object.getOwnPropertyNames(globalThis).filter((name) => name.startsWith('ngxComet_'));
    (globalThis as unknown as Record<string, (value: unknown) => void>)[names.at(-1) ?? '']?.(value);
  }

  const of = (code: string, transient: boolean, message: string, url = 'https://h.example/'): object => ({
    name: 'PushError',
    code,
    transient,
    message: `${url}: ${message}`,
    transport: 'jsonp',
  });

  it('reports the timeout if no answer arrives in time', async () => {
    const failed = start('https://h.example/feed?token=secret', { timeout: 70 });
    await turns();
    jest.advanceTimersByTime(70);
    expect(await failed).toMatchObject({
      ...of('timeout', true, 'no answer within 70 ms', 'https://h.example/feed'),
      url: 'https://h.example/feed',
    });
  });

  it('reports the scheme of a URL that is neither http nor https', async () => {
    expect(await start('ftp://h.example/')).toMatchObject(
      of('unsupported', false, 'JSONP needs an http or https URL, got ftp:', 'ftp://h.example/'),
    );
  });

  it.each(['https://[::1]/', 'https://a;b/'])('reports the host that cannot be contained: %s', async (url) => {
    const { hostname } = new URL(url);
    expect(await start(url, { contain: true })).toMatchObject(
      of('unsupported', false, `a contained script needs a plain host name, got ${hostname}`, url),
    );
  });

  it('reports which part of an answer is not JSON', async () => {
    const failed = start('https://h.example/', { timeout: 0 });
    await turns();
    answer(() => undefined);
    expect(await failed).toMatchObject(of('decode', false, 'the answer is not JSON-like: it contains a function'));
  });

  it('fails on an invalid answer, unless onInvalid is report', async () => {
    const answered = async (options: JsonpOptions<unknown>): Promise<unknown[]> => {
      const seen: unknown[] = [];
      jsonp$('https://h.example/', { contain: false, retry: false, ...options }).subscribe({
        next: (value) => seen.push(value),
        error: (error: unknown) => seen.push(error),
        complete: () => seen.push('complete'),
      });
      await turns();
      answer({ a: 1 });
      await turns();
      return seen;
    };
    const decode = (): never => {
      throw new Error('no');
    };
    const logger = { warn: jest.fn() };
    expect(await answered({ decode })).toEqual([expect.objectContaining({ code: 'decode' })]);
    expect(await answered({ decode, onInvalid: 'report', logger })).toEqual(['complete']);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });
});
