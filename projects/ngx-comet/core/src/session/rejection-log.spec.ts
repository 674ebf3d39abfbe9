import type { PushError } from '../vocabulary/push-error';
import { text } from '../decode/text';
import { runInVirtualTime, type Harness } from '../spec-support/session-harness';
import type { PushOptions } from './push-options';

const refuse = (): never => {
  throw new Error('no');
};

describe('the log of rejected messages', () => {
  const start = runInVirtualTime();
  let lines: string[];
  let details: { readonly error: PushError; readonly raw: unknown }[];

  beforeEach(() => {
    lines = [];
    details = [];
  });

  /** Rejects messages that begin with a question mark. */
  const decode: PushOptions<string>['decode'] = (raw) => {
    if (String(raw).startsWith('?')) throw new Error(`bad ${String(raw)}`);
    return text()(raw);
  };

  function log(options: Parameters<typeof start>[0] = {}, url = 'https://u:p@h/x?token=secret'): Harness {
    const logger = {
      warn: (line: string, detail: unknown) => {
        lines.push(line.replace('ngx-comet: ', ''));
        details.push(detail as (typeof details)[number]);
      },
    };
    const feed = start({ decode, logger, observe: 'data', ...options });
    if (url !== '') feed.last().sink.requests(url);
    return feed;
  }

  function send({ last }: Harness, ...messages: readonly string[]): void {
    for (const message of messages) last().sink.message(message, 'message', undefined);
  }

  const first = 'a sse message was rejected: https://h/x: the message cannot be decoded: bad ?1';

  it('has the first of a kind at once, and then the number of the others every 10 s', () => {
    const feed = log();
    send(feed, 'fine', '?1', '?2', '?3');
    expect(lines).toEqual([first]);
    jest.advanceTimersByTime(9_999);
    expect(lines).toHaveLength(1);
    jest.advanceTimersByTime(1);
    send(feed, '?4');
    jest.advanceTimersByTime(10_000);
    expect(lines.slice(1)).toEqual([
      '2 more sse messages were rejected, the last one: https://h/x: the message cannot be decoded: bad ?3',
      '1 more sse message was rejected, the last one: https://h/x: the message cannot be decoded: bad ?4',
    ]);
  });

  it('has a message at once that comes 10 s after the last line', () => {
    const feed = log();
    send(feed, '?1');
    jest.advanceTimersByTime(10_000);
    send(feed, '?1');
    expect(lines).toEqual([first, first]);
  });

  it('counts 10_000 bad messages in three lines', () => {
    const feed = log();
    for (let count = 0; count < 10_000; count++) send(feed, '?');
    jest.advanceTimersByTime(10_000);
    expect(lines).toHaveLength(3);
    expect(lines.at(-1)).toMatch(/^9999 more sse messages were rejected/);
  });

  it('has a line for each code', () => {
    const schema: NonNullable<PushOptions<string>['schema']> = {
      '~standard': { version: 1, vendor: 'test', validate: () => ({ issues: [{ message: 'too big' }] }) },
    };
    const feed = log({ schema });
    send(feed, '?1', 'a', '?1', 'b');
    expect(lines).toEqual([first, 'a sse message was rejected: https://h/x: the message is not valid: too big']);
  });

  it('has the number of what was pending at the end, and no timer after it', () => {
    const feed = log();
    send(feed, '?1', '?2');
    feed.subscription.unsubscribe();
    expect(lines.slice(1)).toEqual([expect.stringMatching(/^1 more sse message was rejected, the last one/)]);
    jest.advanceTimersByTime(20_000);
    expect(lines).toHaveLength(2);
  });

  it('has no timer while nothing is pending', () => {
    const feed = log();
    send(feed, 'fine');
    const before = jest.getTimerCount();
    send(feed, '?1');
    expect(jest.getTimerCount()).toBe(before);
    send(feed, '?2');
    expect(jest.getTimerCount()).toBe(before + 1);
    jest.advanceTimersByTime(10_000);
    expect(jest.getTimerCount()).toBe(before);
  });

  it('is of one stream: another one logs its first message too', () => {
    const one = log();
    send(one, '?1');
    one.subscription.unsubscribe();
    send(log(), '?1');
    expect(lines).toEqual([first, first]);
  });

  it('says once that all of the first ten messages were rejected, with the first reason', () => {
    const feed = log();
    send(feed, '?1', '?', '?', '?', '?', '?', '?', '?', '?');
    expect(lines).toHaveLength(1);
    send(feed, '?', '?');
    expect(lines.slice(1)).toEqual([
      'all 10 sse messages so far were rejected: https://h/x: the message cannot be decoded: bad ?1',
    ]);
  });

  it('does not say so if one was delivered', () => {
    const feed = log();
    send(feed, '?1', 'fine', ...'?'.repeat(20));
    expect(lines).toHaveLength(1);
  });

  it('has no URL where it is unknown', () => {
    send(log({}, ''), '?1');
    expect(lines).toEqual(['a sse message was rejected: the message cannot be decoded: bad ?1']);
  });

  it.each<[string, (feed: Harness) => void, unknown]>([
    ['a text', (feed) => send(feed, `?${'x'.repeat(200)}`), `?${'x'.repeat(99)}…`],
    [
      'bytes',
      ({ last }) => last().sink.message(new Uint8Array(200).fill(63), 'message', undefined),
      `${'?'.repeat(100)}…`,
    ],
    ['a value', ({ last }) => last().sink.value({ a: 'x'.repeat(200) }), `{"a":"${'x'.repeat(94)}…`],
  ])('shows the first 100 characters of %s, and not the cause of the error', (_what, reject, raw) => {
    const feed = log({ decode: () => refuse(), sequence: () => refuse(), observe: 'messages' });
    reject(feed);
    expect(details).toHaveLength(1);
    expect(details[0]?.raw).toEqual(raw);
    expect(details[0]?.error).toMatchObject({ name: 'PushError', transport: 'sse', url: 'https://h/x' });
    expect(details[0]?.error.cause).toBeUndefined();
  });

  it('is not what a subscriber to events gets: the whole message, the cause and the URL', () => {
    const { seen, last } = log({ observe: 'events', decode: () => refuse() });
    last().sink.message('m'.repeat(200), 'message', undefined);
    expect(lines).toEqual([]);
    expect(seen.at(-1)).toMatchObject({
      kind: 'rejected',
      raw: 'm'.repeat(200),
      error: { cause: new Error('no'), url: 'https://h/x' },
    });
  });
});
