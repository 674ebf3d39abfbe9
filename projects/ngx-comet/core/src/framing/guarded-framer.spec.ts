/** @jest-environment node */
import { httpStream$ } from '../transports/http-stream/http-stream';
import { pollingStream$ } from '../transports/polling/polling-stream';
import type { Framing } from './framing';
import { constant } from '../schedule/constant';
import { upTo } from '../schedule/up-to';
import { outcome } from '../spec-support/outcome';

const cause = new RangeError('no');
const fail = (): never => {
  throw cause;
};
const part = (): string[] => ['1'];

const failing: readonly (readonly [where: string, framing: Framing])[] = [
  ['create', { create: fail }],
  ['push', { create: () => ({ push: fail, end: part }) }],
  ['end', { create: () => ({ push: part, end: fail }) }],
];

describe("a caller's framing", () => {
  const retry = upTo(2)(constant(1));
  const message = expect.stringMatching(/: the framing failed: RangeError: no$/) as string;
  const blamed = { code: 'protocol', message, transient: false, cause };
  const fetch = (): Promise<Response> => Promise.resolve(new Response('1'));

  it.each(failing)('ends an HTTP stream with a final error if %s throws', async (_where, framing) => {
    const { error } = await outcome(httpStream$('/x', { retry, fetch, framing }));
    expect(error).toMatchObject({ ...blamed, transport: 'http-stream' });
  });

  it.each(failing)('ends polling with a final error if %s throws', async (_where, framing) => {
    const { error } = await outcome(pollingStream$('/x', { retry, fetch, framing }));
    expect(error).toMatchObject({ ...blamed, transport: 'polling' });
  });

  it('is blamed for a result that is no list', async () => {
    const framing = { create: () => ({ push: () => undefined, end: part }) } as unknown as Framing;
    for (const stream of [
      httpStream$('/x', { retry, fetch, framing }),
      pollingStream$('/x', { retry, fetch, framing }),
    ]) {
      expect((await outcome(stream)).error).toMatchObject({ code: 'protocol', transient: false });
    }
  });

  it('is not blamed for an error of the code that receives its messages', async () => {
    const framing: Framing = { create: () => ({ push: () => ['{'], end: () => [] }) };
    const options = { retry: false, fetch, framing, logger: { warn: fail } } as const;
    for (const stream of [httpStream$('/x', options), pollingStream$('/x', options)]) {
      expect((await outcome(stream)).error).toMatchObject({ code: 'network', cause });
    }
  });

  it('is called with its own `this`, and its pending is limited by maxMessageSize', async () => {
    class Held {
      pending = 0;
      push(text: string): string[] {
        this.pending += text.length;
        return [];
      }
      end(): string[] {
        return [String(this.pending)];
      }
    }
    const framing = { held: () => new Held(), create: () => framing.held() };
    const options = { fetch, framing, retry: false } as const;
    expect(await outcome(httpStream$('/x', options))).toEqual({ values: [1], error: undefined });
    const tooLong = { ...options, fetch: () => Promise.resolve(new Response('1234')), maxMessageSize: 3 };
    expect((await outcome(httpStream$('/x', tooLong))).error).toMatchObject({ code: 'overflow' });
  });
});
