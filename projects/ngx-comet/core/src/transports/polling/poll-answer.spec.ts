/** @jest-environment node */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { asyncScheduler, of, type SchedulerLike } from 'rxjs';
import { connection } from '../../connection/connection';
import { closeServers, serveHttp } from '../../spec-support/serve-http';
import { outcome, until } from '../../spec-support/outcome';
import type { ResponseHead } from '../../vocabulary/transport';
import { pollingStream$ } from './polling-stream';
import type { PollingStreamOptions } from './polling-stream-options';
import { viaPolling } from './via-polling';

/** A clock whose timers fire at once, and the delays that they were started with. */
function instantClock(): SchedulerLike & { readonly delays: number[] } {
  const delays: number[] = [];
  return {
    delays,
    now: () => asyncScheduler.now(),
    schedule: (work, delay = 0, state) => {
      delays.push(delay);
      return asyncScheduler.schedule(work as Parameters<typeof asyncScheduler.schedule<typeof state>>[0], 0, state);
    },
  };
}

type Respond = (response: ServerResponse, poll: number, request: IncomingMessage) => void;

/** Polls a server until there were three waits, and returns them. `respond` writes the answer to each poll. */
async function waits(respond: Respond, options: PollingStreamOptions<unknown>): Promise<readonly number[]> {
  let polls = 0;
  const url = await serveHttp((request, response) => respond(response, ++polls, request));
  const clock = instantClock();
  const stream = pollingStream$(url, { jitter: 0, timeout: 0, clock, ...options });
  const errors: unknown[] = [];
  const subscription = stream.subscribe({ error: (error: unknown) => errors.push(error) });
  await until(() => clock.delays.length > 2 || errors.length > 0);
  subscription.unsubscribe();
  expect(errors).toEqual([]);
  return clock.delays.slice(0, 3);
}

const seconds = (answer: ResponseHead | undefined): number => Number(answer?.headers.get('x-poll-interval')) * 1_000;

describe('interval of pollingStream$, as a function', () => {
  afterEach(closeServers);

  it('is called with the answer to each poll', async () => {
    const respond: Respond = (response, poll) =>
      response.writeHead(poll === 2 ? 304 : 200, { 'X-Poll-Interval': `${poll}` }).end(poll === 2 ? '' : '1');
    const statuses: (number | undefined)[] = [];
    const interval = (answer: ResponseHead | undefined): number => {
      statuses.push(answer?.status);
      return seconds(answer);
    };
    expect(await waits(respond, { interval })).toEqual([1_000, 2_000, 3_000]);
    expect(statuses.slice(0, 3)).toEqual([200, 304, 200]);
  });

  it('is called over a connection too', async () => {
    const url = await serveHttp((_request, response) => response.setHeader('X-Poll-Interval', '60').end('1'));
    const asked: (number | undefined)[] = [];
    const interval = (answer: ResponseHead | undefined): number => {
      asked.push(seconds(answer));
      return Infinity;
    };
    const subscription = connection([viaPolling(url, { interval })], { linger: 0 }).data$.subscribe();
    await until(() => asked.length > 0);
    subscription.unsubscribe();
    expect(asked).toEqual([60_000]);
  });

  it('is called without an answer after a long poll that reached its limit', async () => {
    const asked: unknown[] = [];
    let polls = 0;
    const url = await serveHttp((_request, response) => {
      if (++polls === 1) response.end('1');
    });
    const interval = (...answers: unknown[]): number => {
      asked.push(answers[0]);
      return asked.length > 1 ? Infinity : 0;
    };
    const subscription = pollingStream$(url, { mode: 'long', timeout: 200, interval }).subscribe();
    await until(() => asked.length > 1);
    subscription.unsubscribe();
    expect(asked).toEqual([expect.objectContaining({ status: 200 }), undefined]);
  });

  it('is called without an answer where a function is the source', async () => {
    const asked: unknown[] = [];
    const interval = (...answers: unknown[]): number => {
      asked.push(...answers);
      return Infinity;
    };
    const subscription = pollingStream$(() => of(1), { interval }).subscribe();
    await until(() => asked.length > 0);
    subscription.unsubscribe();
    expect(asked).toEqual([undefined]);
  });

  it('returns the base that adaptive multiplies', async () => {
    const options = { interval: () => 100, adaptive: { max: 350, factor: 2 } };
    expect(await waits((response) => response.writeHead(204).end(), options)).toEqual([200, 350, 350]);
  });

  it.each([
    ['NaN', NaN],
    ['a negative number', -1],
    ['-Infinity', -Infinity],
    ['a text', '1000'],
    ['nothing', undefined],
    ['a promise', Promise.resolve(1_000)],
  ])('ends the stream when it returns %s', async (_what, value) => {
    const interval = (() => value) as unknown as () => number;
    const { values, error } = await outcome(pollingStream$(() => of(1), { interval }));
    expect(values).toEqual([1]);
    expect(error).toMatchObject({ code: 'aborted', transient: false });
    expect(String(error)).toMatch(/interval.* must return a number of milliseconds, got /);
  });

  it('ends the stream when it throws', async () => {
    const interval = (): number => {
      throw new RangeError('a mistake');
    };
    const { error } = await outcome(pollingStream$(() => of(1), { interval }));
    expect(error).toMatchObject({ code: 'aborted', transient: false, cause: new RangeError('a mistake') });
    expect(String(error)).toContain('interval failed');
  });
});

describe('Retry-After of an answer to a poll', () => {
  afterEach(closeServers);

  const body = (status: number): string => (status === 204 || status === 304 ? '' : '1');

  it('is an hour at most', async () => {
    const respond: Respond = (response) => response.setHeader('Retry-After', '999999').end('1');
    expect(await waits(respond, { interval: 10 })).toEqual([3_600_000, 3_600_000, 3_600_000]);
  });

  it.each([200, 202, 204, 304])('is the least wait after a %i, in both modes', async (status) => {
    const respond: Respond = (response) => response.writeHead(status, { 'Retry-After': '7' }).end(body(status));
    const id = (): string => `${Math.random()}`;
    expect(await waits(respond, { interval: 10, id })).toEqual([7_000, 7_000, 7_000]);
    expect(await waits(respond, { interval: 10, id, mode: 'long' })).toEqual([7_000, 7_000, 7_000]);
  });

  it('may be a date', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    const [wait = 0] = await waits((response) => response.setHeader('Retry-After', date).end('1'), { interval: 10 });
    expect(wait).toBeGreaterThan(40_000);
    expect(wait).toBeLessThanOrEqual(60_000);
  });

  it.each(['1', 'soon', '-5', '', '1.5'])('does not shorten the interval, with the value "%s"', async (value) => {
    const respond: Respond = (response) => response.setHeader('Retry-After', value).end('1');
    expect(await waits(respond, { interval: 5_000 })).toEqual([5_000, 5_000, 5_000]);
  });

  it('holds for one wait only', async () => {
    const respond: Respond = (response, poll) => {
      if (poll === 1) response.setHeader('Retry-After', '7');
      response.end('1');
    };
    expect(await waits(respond, { interval: 50 })).toEqual([7_000, 50, 50]);
  });
});

describe('id of pollingStream$', () => {
  afterEach(closeServers);

  it('may read a header of the answer, which is the cursor of the next poll', async () => {
    const asked: (string | null)[] = [];
    const url = await serveHttp((request, response) => {
      const offset = new URL(request.url ?? '', 'http://h').searchParams.get('offset');
      asked.push(offset);
      if (asked.length > 3) return;
      response.setHeader('Stream-Next-Offset', `${Number(offset ?? 0) + 10}`).end(JSON.stringify(asked.length));
    });
    const seen: unknown[] = [];
    const subscription = pollingStream$<number>(url, {
      mode: 'long',
      resume: { query: 'offset' },
      id: (_data, { headers }) => headers.get('Stream-Next-Offset') ?? undefined,
    }).subscribe((data) => seen.push(data));
    await until(() => asked.length > 3);
    subscription.unsubscribe();
    expect(asked).toEqual([null, '10', '20', '30']);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('gets no headers where a function is the source', async () => {
    const seen: unknown[] = [];
    const id = (_data: unknown, { headers }: { readonly headers: Headers }): undefined =>
      void seen.push([...headers.keys()]);
    const interval = (): number => Infinity;
    pollingStream$(() => of(1), { id, interval })
      .subscribe()
      .unsubscribe();
    await until(() => seen.length > 0);
    expect(seen).toEqual([[]]);
  });

  it('moves the cursor by an answer without news, where a function is the source', async () => {
    const cursors: unknown[] = [];
    // As HttpClient emits it with `observe: 'response'`: every answer is a value, a 204 too.
    const stream = pollingStream$<{ next: string }>(
      ({ cursor, index }) => {
        cursors.push(cursor);
        return of({ next: `${index}` });
      },
      { interval: 0, jitter: 0, id: ({ next }) => next },
    );
    const subscription = stream.subscribe();
    await until(() => cursors.length > 2);
    subscription.unsubscribe();
    expect(cursors.slice(0, 3)).toEqual([undefined, '0', '1']);
  });
});
