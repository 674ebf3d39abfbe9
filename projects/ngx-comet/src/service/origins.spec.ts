import { TestBed } from '@angular/core/testing';
import { constant, upTo, viaSse, viaWebSocket, type Attempt } from 'ngx-comet/core';
import { firstValueFrom, type Observable } from 'rxjs';
import { closeServers, serveHttp } from '../../core/src/spec-support/serve-http';
import { providePush, PUSH_FETCH, PUSH_WEB_SOCKET, PushService, withDefaults, type PushDefaults } from '../public-api';

interface Seen {
  readonly token: unknown;
  readonly credentials: unknown;
  readonly query: string;
}

const SECRETS = { headers: { 'X-Token': 't' }, credentials: 'include', query: { tenant: 'a' } } as const;
const SENT: Seen = { token: 't', credentials: 'include', query: '?tenant=a' };
const KEPT: Seen = { token: undefined, credentials: 'same-origin', query: '' };

describe('the default headers, credentials and query', () => {
  /** The origin of the page, and another one. */
  let own: string;
  let other: string;
  let seen: Seen[];
  let refusing: boolean;
  let sockets: string[];

  class FakeSocket {
    onopen = null;
    readonly readyState = 0;
    constructor(url: string) {
      sockets.push(url);
    }
    close(): void {
      // It was never open.
    }
  }

  beforeEach(async () => {
    seen = [];
    sockets = [];
    refusing = false;
    const tokens: unknown[] = [];
    const serve = () =>
      serveHttp(({ headers }, response) => {
        tokens.push(headers['x-token']);
        if (refusing) return void response.writeHead(503).end();
        return void response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: 1\n\n');
      });
    own = await serve();
    other = await serve();
    jest.spyOn(globalThis, 'origin', 'get').mockReturnValue(own);
    const base = document.createElement('base');
    base.href = `${own}/`;
    document.head.append(base);
    TestBed.configureTestingModule({
      providers: [
        {
          provide: PUSH_FETCH,
          useValue: async (url: string, init: RequestInit) => {
            const answer = await fetch(new URL(url, document.baseURI), init);
            seen.push({ token: tokens.at(-1), credentials: init.credentials, query: new URL(url, own).search });
            return answer;
          },
        },
        { provide: PUSH_WEB_SOCKET, useValue: FakeSocket },
      ],
    });
  });

  afterEach(async () => {
    document.head.replaceChildren();
    await closeServers();
  });

  const pushWith = (defaults: PushDefaults = {}): PushService => {
    TestBed.configureTestingModule({ providers: [providePush(withDefaults({ ...SECRETS, ...defaults }))] });
    return TestBed.inject(PushService);
  };
  const ways: readonly (readonly [string, (push: PushService, url: string) => Observable<unknown>])[] = [
    ['sse$', (push, url) => push.sse$(url)],
    ['httpStream$', (push, url) => push.httpStream$(url, { framing: 'sse' })],
    ['pollingStream$', (push, url) => push.pollingStream$(url, { framing: 'sse' })],
    ['connect', (push, url) => push.connect([viaSse(url)]).data$],
  ];

  it.each(ways)('go to the origin of the page and to no other one, by %s', async (_, open) => {
    const push = pushWith();
    for (const url of [own, '/feed', 'feed', other]) await firstValueFrom(open(push, url));
    expect(seen).toEqual([SENT, SENT, SENT, KEPT]);
  });

  it.each(ways)('go to an origin that is named, by %s', async (_, open) => {
    const push = pushWith({ origins: [other] });
    for (const url of [own, other]) await firstValueFrom(open(push, url));
    expect(seen).toEqual([SENT, SENT]);
  });

  it('go by the URL of each attempt', async () => {
    refusing = true;
    const urls = [own, other, own];
    const stream = pushWith().sse$(async () => urls.shift() ?? own, { retry: upTo(2)(constant(0)) });
    await expect(firstValueFrom(stream)).rejects.toMatchObject({ code: 'gave-up' });
    expect(seen).toEqual([SENT, KEPT, SENT]);
  });

  it('go by the URL of each route', async () => {
    refusing = true;
    const feed = pushWith().connect([viaSse(other), viaSse(own)], { retry: false });
    await expect(firstValueFrom(feed.data$)).rejects.toMatchObject({ code: 'http' });
    expect(seen).toEqual([KEPT, SENT]);
  });

  it('are not needed by a stream that has its own', async () => {
    const mine = { headers: { 'X-Token': 'mine' }, credentials: 'omit', query: { mine: 1 } } as const;
    await firstValueFrom(pushWith().sse$(other, mine));
    expect(seen).toEqual([{ token: 'mine', credentials: 'omit', query: '?mine=1' }]);
  });

  it('may be a function of headers, which is not called for another origin', async () => {
    const headers = jest.fn((_attempt: Attempt) => ({ 'X-Token': 'f' }));
    const push = pushWith({ headers });
    await firstValueFrom(push.sse$(other));
    expect(headers).not.toHaveBeenCalled();
    await firstValueFrom(push.sse$(own));
    expect(headers.mock.calls[0]?.[0]).toMatchObject({ attempt: 1 });
    expect(seen[1]?.token).toBe('f');
  });

  it.each<[string, (push: PushService, url: string) => Observable<unknown>]>([
    ['websocket$', (push, url) => push.websocket$(url)],
    ['connect', (push, url) => push.connect([viaWebSocket(url)]).data$],
  ])('go into the query of a WebSocket of the same server, by %s', async (_, open) => {
    const push = pushWith();
    for (const url of [own, own.replace('http', 'ws'), '/ws', other, other.replace('http', 'ws')]) {
      const running = open(push, url).subscribe();
      for (let turn = 0; turn < 9; turn++) await Promise.resolve();
      running.unsubscribe();
    }
    const ws = (url: string): string => url.replace('http', 'ws');
    expect(sockets).toEqual([
      `${ws(own)}/?tenant=a`,
      `${ws(own)}/?tenant=a`,
      `${ws(own)}/ws?tenant=a`,
      `${ws(other)}/`,
      `${ws(other)}/`,
    ]);
  });

  it('go into the query of JSONP', async () => {
    const push = pushWith();
    const queries: unknown[] = [];
    for (const url of [own, other]) {
      const running = push.jsonp$(url, { contain: false }).subscribe();
      for (let turn = 0; turn < 9; turn++) await Promise.resolve();
      const { src } = document.querySelector('script') ?? { src: '' };
      queries.push(new URL(src).searchParams.get('tenant'));
      running.unsubscribe();
    }
    expect(queries).toEqual(['a', null]);
  });

  it.each<[unknown, string]>([
    ['https://api.example', 'origins must be an array of origins, got a string'],
    [['https://api.example/v1?token=secret'], 'did you mean "https://api.example"?'],
    [['https://api.example/'], 'did you mean "https://api.example"?'],
    [['https://user:secret@api.example'], 'did you mean "https://api.example"?'],
    [['https://API.example:443'], 'did you mean "https://api.example"?'],
    [['https://a.example', '*'], 'origins[1] must be an origin such as "https://api.example.com"'],
    [['https://*.example'], 'origins[0] must be an origin'],
    [['api.example'], 'origins[0] must be an origin'],
    [['null'], 'origins[0] must be an origin'],
    [[5], 'origins[0] must be an origin'],
  ])('refuse the origins %j', (origins, message) => {
    const call = () => withDefaults({ origins: origins as string[] });
    expect(call).toThrow(TypeError);
    expect(call).toThrow(message);
    expect(call).not.toThrow('secret');
  });

  it('take the origins of WebSockets and of web views', () => {
    expect(() => withDefaults({ origins: ['wss://api.example', 'capacitor://localhost'] })).not.toThrow();
  });
});
