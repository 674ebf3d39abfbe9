import { throwError } from 'rxjs';
import { closeError } from '../transports/websocket/close-error';
import { httpStream$ } from '../transports/http-stream/http-stream';
import { jsonText } from '../transports/jsonp/json-text';
import { outcome } from '../spec-support/outcome';
import { pollingStream$ } from '../transports/polling/polling-stream';
import type { PushError } from '../vocabulary/push-error';
import type { PushOptions } from '../session/push-options';
import { sse$ } from '../transports/sse/sse';
import { toPushError } from '../vocabulary/to-push-error';

/** What a hostile server sent: a megabyte of it, which no message may repeat. */
const HUGE = 'x'.repeat(1_000_000);
const CITES = /x{50,100}…/;

const citing = (text: unknown): never => {
  throw new Error(String(text));
};

describe('a megabyte that a server sent, in the message of an error', () => {
  const answered = (body: string, init?: ResponseInit) => () => Promise.resolve(new Response(body, init));
  const eventStream = { headers: { 'content-type': 'text/event-stream' } };
  const fail = async (options: PushOptions<unknown>): Promise<unknown> => {
    const fetch = answered(`data: "${HUGE}"\n\n`, eventStream);
    return (await outcome(sse$('https://host.example/', { fetch, retry: false, onInvalid: 'error', ...options })))
      .error;
  };
  const issues = (count: number): object => ({
    '~standard': { version: 1, vendor: 'spec', validate: () => ({ issues: Array(count).fill({ message: HUGE }) }) },
  });
  const thrownBy = (call: () => unknown): unknown => {
    try {
      return call();
    } catch (error) {
      return error;
    }
  };

  it.each<[string, () => unknown]>([
    ['a decoder that cites it', () => fail({ decode: citing })],
    ['a schema that cites it', () => fail({ schema: issues(1) as never })],
    ['sequence', () => fail({ sequence: ({ data }) => citing(data) })],
    ['a caller’s fetch', () => fail({ fetch: async () => citing(HUGE) } as object)],
    [
      'a status text',
      async () => {
        const response = Object.defineProperty(new Response('', { status: 500 }), 'statusText', { value: HUGE });
        return (await outcome(sse$('https://host.example/', { fetch: async () => response, retry: false }))).error;
      },
    ],
    [
      'a content type',
      async () => {
        const fetch = answered('', { headers: { 'content-type': HUGE } });
        return (await outcome(sse$('https://host.example/', { fetch, retry: false }))).error;
      },
    ],
    [
      'a framing',
      async () => {
        const framing = { create: () => ({ push: citing, end: () => [] }) };
        return (await outcome(httpStream$('https://host.example/', { fetch: answered(HUGE), framing, retry: false })))
          .error;
      },
    ],
    [
      'a source of polls',
      async () => (await outcome(pollingStream$(() => throwError(() => new Error(HUGE)), { retry: false }))).error,
    ],
    [
      'the interval of polls',
      async () => {
        const interval = (): number => citing(HUGE);
        return (await outcome(pollingStream$(() => [1], { interval, retry: false }))).error;
      },
    ],
    ['a close reason', () => closeError({ code: 4001, reason: HUGE }, 'wss://host.example/', undefined)],
    [
      'transientClose',
      () => closeError({ code: 4001, reason: HUGE }, 'wss://host.example/', (_, reason) => citing(reason)),
    ],
    ['the error of another Observable', () => toPushError(new Error(HUGE))],
    ['the status text of HttpClient', () => toPushError({ status: 500, statusText: HUGE })],
    [
      'the kind of a JSONP answer',
      () => thrownBy(() => jsonText({ a: { __proto__: { __proto__: {}, [Symbol.toStringTag]: HUGE } } }, 1e9)),
    ],
  ])('is cut: %s', async (_, error) => {
    const { message } = (await error()) as PushError;
    expect(message).toMatch(CITES);
    expect(message.length).toBeLessThan(300);
  });

  it('names the first issues of a schema, and how many more there are', async () => {
    const error = (await fail({ schema: issues(7) as never })) as PushError;
    expect(error.message.match(/x+…/g)).toHaveLength(5);
    expect(error.message).toMatch(/; and 2 more$/);
    expect(error.cause).toHaveLength(7);
  });
});
