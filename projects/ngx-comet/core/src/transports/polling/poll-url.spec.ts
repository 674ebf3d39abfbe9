/** @jest-environment node */
import type { ServerResponse } from 'node:http';
import { Subject, take, toArray, lastValueFrom } from 'rxjs';
import { bytes } from '../../decode/bytes';
import { text } from '../../decode/text';
import { pollingStream$ } from './polling-stream';
import type { PushEvent } from '../../vocabulary/push-event';
import { constant } from '../../schedule/constant';
import { outcome, until } from '../../spec-support/outcome';
import { closeServers, serveHttp } from '../../spec-support/serve-http';

const soon = { interval: 1, jitter: 0, retry: constant(1) };

/** Writes as fast as the client reads, at most 4 MB, and never ends. Returns whether the response is closed. */
function flood(response: ServerResponse, piece: string): () => boolean {
  let left = 4_000;
  const write = (): void => {
    while (left-- > 0 && !response.destroyed && response.write(piece));
  };
  response.on('drain', write);
  write();
  return () => response.destroyed;
}

describe('a response of pollingStream$ that is one message', () => {
  afterEach(closeServers);

  it('is joined from pieces that are cut anywhere, without its BOM', async () => {
    const body = Buffer.from('\uFEFF"é 漢 😀"');
    const url = await serveHttp((_request, response) => {
      let at = 0;
      const write = (): void => {
        if (at === body.length) return void response.end();
        response.write(body.subarray(at, ++at), () => setImmediate(write));
      };
      write();
    });
    expect((await outcome(pollingStream$(url, soon).pipe(take(1)))).values).toEqual(['é 漢 😀']);
  });

  it('is joined as bytes', async () => {
    const url = await serveHttp((_request, response) => {
      response.write(Uint8Array.of(1, 2), () => setImmediate(() => response.end(Uint8Array.of(3, 255, 0))));
    });
    const { values } = await outcome(pollingStream$(url, { ...soon, decode: bytes() }).pipe(take(1)));
    expect(values).toEqual([Uint8Array.of(1, 2, 3, 255, 0)]);
  });

  it('means "unchanged" when it has no bytes, also with a binary decoder', async () => {
    let asked = 0;
    const url = await serveHttp((_request, response) => response.end(++asked === 3 ? 'x' : ''));
    const { values } = await outcome(pollingStream$(url, { ...soon, decode: bytes() }).pipe(take(1)));
    expect(values).toEqual([Uint8Array.of(120)]);
  });

  it.each([
    ['text', text()],
    ['bytes', bytes()],
  ])('ends the stream with an error when it is too long, as %s', async (_, decode) => {
    const served: (() => boolean)[] = [];
    const url = await serveHttp((_request, response) => void served.push(flood(response, 'x'.repeat(1_000))));
    const stream = pollingStream$<unknown>(url, { ...soon, decode, maxMessageSize: 50_000 });
    expect((await outcome(stream)).error).toMatchObject({ code: 'overflow', transient: false, url: `${url}/` });
    await until(() => served.every((gone) => gone()));
  });

  it('may be as long as maxMessageSize, counted in characters, not bytes', async () => {
    const url = await serveHttp((_request, response) => response.end('漢'.repeat(100)));
    const options = { ...soon, decode: text() };
    const fits = pollingStream$(url, { ...options, maxMessageSize: 100 }).pipe(take(1));
    expect((await outcome(fits)).values).toEqual(['漢'.repeat(100)]);
    const tooLong = await outcome(pollingStream$(url, { ...options, maxMessageSize: 99 }));
    expect(tooLong.error).toMatchObject({ code: 'overflow' });
  });

  it('is not delivered when it breaks, and is requested again as a whole', async () => {
    const asked: (string | undefined)[] = [];
    const url = await serveHttp((request, response) => {
      asked.push(request.headers['if-none-match']);
      const length = { etag: `"${asked.length}"`, 'content-length': 2 };
      if (asked.length === 2) response.writeHead(200, length).write('2', () => response.destroy());
      else response.writeHead(200, length).end(`${asked.length}0`);
    });
    const { values } = await outcome(pollingStream$<number>(url, soon).pipe(take(2)));
    expect(values).toEqual([10, 30]);
    expect(asked).toEqual([undefined, '"1"', undefined]);
  });
});

describe('a response of pollingStream$ that is split', () => {
  afterEach(closeServers);

  const split = { ...soon, framing: 'lines', id: String } as const;

  it('is delivered in parts as they arrive, not when it ends', async () => {
    const arrived = new Subject<number>();
    const url = await serveHttp((_request, response) => {
      response.write('1\n2\n');
      arrived.subscribe((part) => part === 2 && response.end('3\n'));
    });
    const seen: number[] = [];
    const subscription = pollingStream$<number>(url, { ...split, mode: 'long', interval: 60_000 }).subscribe((part) => {
      seen.push(part);
      arrived.next(part);
    });
    await until(() => seen.length === 3);
    subscription.unsubscribe();
    expect(seen).toEqual([1, 2, 3]);
  });

  it('may be longer than maxMessageSize if no part is', async () => {
    const url = await serveHttp((_request, response) => response.end('12345678\n'.repeat(1_000)));
    const stream = pollingStream$<number>(url, { ...soon, framing: 'lines', maxMessageSize: 8 });
    expect((await outcome(stream.pipe(take(1_000)))).values).toHaveLength(1_000);
  });

  it('ends the stream with an error when a part is too long', async () => {
    const served: (() => boolean)[] = [];
    const url = await serveHttp((_request, response) => {
      response.write('1\n');
      served.push(flood(response, 'x'.repeat(1_000)));
    });
    const { values, error } = await outcome(pollingStream$<number>(url, { ...split, maxMessageSize: 50_000 }));
    expect(values).toEqual([1]);
    expect(error).toMatchObject({ code: 'overflow' });
    await until(() => served.every((gone) => gone()));
  });

  it('is resumed after the parts that arrived when it breaks', async () => {
    const asked: (string | undefined)[][] = [];
    const url = await serveHttp((request, response) => {
      asked.push([request.url, request.headers['if-none-match']]);
      const headers = { etag: `"${asked.length}"` };
      if (asked.length === 1) response.writeHead(200, headers).end('1\n');
      else if (asked.length === 2) response.writeHead(200, headers).write('2\n3\n4', () => response.destroy());
      else response.writeHead(200, headers).end('3\n4\n5\n');
    });
    const stream = pollingStream$<number>(url, { ...split, observe: 'events', resume: { query: 'since' } });
    const events = await lastValueFrom(stream.pipe(take(11), toArray()));
    expect(events.map((event) => (event.kind === 'message' ? event.message.data : event.kind))).toEqual([
      'connecting',
      'open',
      1,
      2,
      3,
      'lost',
      'connecting',
      'open',
      // The repeated 3 shows that it is resumed.
      'open',
      4,
      5,
    ]);
    expect(asked).toEqual([
      ['/', undefined],
      ['/?since=1', '"1"'],
      // The validators of the first response are not valid for the one that broke.
      ['/?since=3', undefined],
    ]);
  });

  it('has its ETag sent back only if no part was rejected', async () => {
    const asked: (string | undefined)[] = [];
    const logger = { warn: jest.fn() };
    const bodies = ['1\n{\n2\n', '3\n4', '5'];
    const url = await serveHttp((request, response) => {
      asked.push(request.headers['if-none-match']);
      response.writeHead(200, { etag: `"${asked.length}"` }).end(bodies[asked.length - 1]);
    });
    const { values } = await outcome(pollingStream$<number>(url, { ...split, logger }).pipe(take(5)));
    expect(values).toEqual([1, 2, 3, 4, 5]);
    expect(asked).toEqual([undefined, undefined, '"2"']);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('is not read further when the stream has completed', async () => {
    const served: (() => boolean)[] = [];
    const url = await serveHttp((_request, response) => void served.push(flood(response, '1\n'.repeat(1_000))));
    await outcome(pollingStream$<number>(url, { ...soon, framing: 'lines', until: () => true }));
    await until(() => served.every((gone) => gone()));
  });
});

describe('the validators of another origin', () => {
  /** A fetch whose responses expose an `ETag`. `allowed` returns whether a request may carry it. */
  const foreign = (asked: (string | null)[], allowed: (n: number) => boolean): typeof fetch => {
    return (_url, init) => {
      const etag = new Headers(init?.headers).get('if-none-match');
      asked.push(etag);
      if (etag !== null && !allowed(asked.length)) return Promise.reject(new TypeError('Failed to fetch'));
      const answer = new Response(String(asked.length), { headers: { etag: '"a"' } });
      return Promise.resolve(Object.defineProperty(answer, 'type', { value: 'cors' }));
    };
  };

  it('are not sent again when the server refuses the first request that carries them', async () => {
    const asked: (string | null)[] = [];
    const kinds: string[] = [];
    const stream = pollingStream$<number>('https://api.example/', {
      ...soon,
      observe: 'events',
      fetch: foreign(asked, () => false),
    });
    await lastValueFrom(stream.pipe(take(8), toArray())).then((events: PushEvent<number>[]) => {
      kinds.push(...events.map(({ kind }) => kind));
    });
    expect(asked).toEqual([null, '"a"', null, null]);
    expect(kinds.filter((kind) => kind === 'lost')).toHaveLength(1);
  });

  it('are still sent after an outage if the server accepted them before', async () => {
    const asked: (string | null)[] = [];
    const fetch = foreign(asked, (n) => n !== 4);
    await outcome(pollingStream$<number>('https://api.example/', { ...soon, fetch }).pipe(take(5)));
    expect(asked).toEqual([null, '"a"', '"a"', '"a"', '"a"', '"a"']);
  });
});

describe('the validators without a page', () => {
  it('are still sent after an outage, with any fetch', async () => {
    const asked: (string | null)[] = [];
    const fetch: typeof globalThis.fetch = (_url, init) => {
      asked.push(new Headers(init?.headers).get('if-none-match'));
      if (asked.length === 2) return Promise.reject(new TypeError('fetch failed'));
      return Promise.resolve(new Response(String(asked.length), { headers: { etag: '"a"' } }));
    };
    await outcome(pollingStream$<number>('https://api.example/', { ...soon, fetch }).pipe(take(3)));
    expect(asked).toEqual([null, '"a"', '"a"', '"a"']);
  });
});

describe('the server of pollingStream$', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  /** A fetch that responds with each of the statuses in turn, then with 200. */
  const answers = (...statuses: readonly number[]): { readonly at: number[]; readonly fetch: typeof fetch } => {
    const at: number[] = [];
    const send: typeof fetch = () => {
      const status = statuses[at.push(Date.now()) - 1] ?? 200;
      const headers = { etag: '"a"', ...(status < 400 ? {} : { 'retry-after': '7' }) };
      return Promise.resolve(new Response(status === 200 ? '1' : null, { status, headers }));
    };
    return { at, fetch: send };
  };

  it.each([429, 503])('is polled again only after the time in Retry-After of a %i', async (status) => {
    const { at, fetch } = answers(200, status);
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    const options = { interval: 1_000, jitter: 0, observe: 'events', fetch } as const;
    const lost: PushEvent<unknown>[] = [];
    const subscription = pollingStream$('https://api.example/', options).subscribe((event) => {
      if (event.kind === 'lost') lost.push(event);
    });
    await jest.advanceTimersByTimeAsync(20_000);
    subscription.unsubscribe();
    const [, refused = 0, again = 0, after = 0] = at;
    expect(lost).toMatchObject([{ error: { code: 'http', status, transient: true, retryAfter: 7_000 } }]);
    // The jittered delay is added. Otherwise all clients poll again at the same time.
    expect(again - refused).toBeGreaterThan(7_000);
    expect(again - refused).toBeLessThanOrEqual(10_000);
    expect(after - again).toBe(1_000);
  });

  it.each(['short', 'long'] as const)('is polled again after a 408, in %s mode', async (mode) => {
    const { at, fetch } = answers(408, 408);
    const seen: unknown[] = [];
    const options = { mode, interval: 60_000, retry: constant(10), fetch };
    const subscription = pollingStream$('https://api.example/', options).subscribe((data) => seen.push(data));
    await jest.advanceTimersByTimeAsync(100);
    subscription.unsubscribe();
    expect(at.slice(0, 3)).toEqual([0, 10, 20]);
    expect(seen[0]).toBe(1);
  });

  it('is polled less often while it responds with 304', async () => {
    const { at, fetch } = answers(200, 304, 304, 304, 200);
    const adaptive = { max: 4_000, factor: 2 };
    const options = { interval: 1_000, jitter: 0, adaptive, fetch };
    const subscription = pollingStream$('https://api.example/', options).subscribe();
    await jest.advanceTimersByTimeAsync(16_000);
    subscription.unsubscribe();
    expect(at).toEqual([0, 1_000, 3_000, 7_000, 11_000, 12_000, 13_000, 14_000, 15_000, 16_000]);
  });
});
