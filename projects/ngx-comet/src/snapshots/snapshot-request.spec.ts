import { REQUEST, RESPONSE_INIT, type Provider } from '@angular/core';
import { type PushService } from '../public-api';
import { Rendering } from './spec-support/rendering';

/** The page is rendered for a request with these headers. */
const page = (headers: HeadersInit, init: ResponseInit | null = null): Provider[] => [
  { provide: REQUEST, useValue: new Request('http://host/feed?token=secret', { headers }) },
  { provide: RESPONSE_INIT, useValue: init },
];

describe('the requests for snapshots', () => {
  let app: Rendering;

  beforeEach(() => (app = new Rendering()));

  it.each([
    ['sse', (push: PushService) => push.sse$('/feed', { headers: { own: '1' } })],
    ['http-stream', (push: PushService) => push.httpStream$('/feed', { headers: () => [['own', '1']] })],
    [
      'polling',
      (push: PushService) => push.pollingStream$('/feed', { headers: async () => new Headers({ own: '1' }) }),
    ],
  ])('carry a mark beside their own headers: %s', async (_name, open) => {
    const subscription = open(app.on('server', page({}))).subscribe();
    while (app.sent.length === 0) await Promise.resolve();
    subscription.unsubscribe();
    expect(app.sent.map(({ headers }) => [headers.get('ngx-comet-snapshot'), headers.get('own')])).toEqual([
      ['1', '1'],
    ]);
  });

  it('are the only ones that carry it: a browser would ask the server of another origin first', async () => {
    const subscription = app.on('browser').sse$('/feed').subscribe();
    while (app.sent.length === 0) await new Promise((resolve) => void requestAnimationFrame(resolve));
    subscription.unsubscribe();
    expect(app.sent.map(({ headers }) => headers.has('ngx-comet-snapshot'))).toEqual([false]);
  });

  it.each([
    ['the mark', { 'Ngx-Comet-Snapshot': '1' }],
    ['the handshake of a WebSocket, which can carry no mark', { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' }],
  ])('are not made by a page that answers %s', async (_name, headers) => {
    const init: ResponseInit = { status: 200, headers: { 'X-Own': 'kept' } };
    const push = app.on('server', page(headers, init));
    expect(await app.render(push.sse$('/feed'), push.httpStream$('/feed', { observe: 'events' }))).toEqual([
      [],
      [{ kind: 'paused', reason: 'server' }],
    ]);
    expect(app.sent).toEqual([]);
    expect(app.warn.mock.calls).toEqual([
      [
        'ngx-comet: the server answered the request of a stream with the application itself: http://host/feed. ' +
          'Check `baseUrl` of withServerSnapshot() and the routes of the server',
      ],
    ]);
    expect(init.status).toBe(508);
    expect([...new Headers(init.headers)]).toEqual([
      ['cache-control', 'no-store'],
      ['x-own', 'kept'],
    ]);
  });

  it('are not made by such a page, if its renderer takes no status', async () => {
    await app.render(app.on('server', page({ 'Ngx-Comet-Snapshot': '1' })).sse$('/feed'));
    expect(app.sent).toEqual([]);
    expect(app.warn).toHaveBeenCalledTimes(1);
  });

  it('are made by the page of a visitor, whose answer stays as it is', async () => {
    const init: ResponseInit = { status: 200 };
    expect(await app.render(app.on('server', page({ accept: 'text/html' }, init)).sse$('/feed'))).toEqual([[1]]);
    expect(init).toEqual({ status: 200 });
    expect(app.warn).not.toHaveBeenCalled();
  });

  const html = { headers: { 'content-type': 'text/html;charset=UTF-8' } };
  it.each([
    ['sse', 'a page', html, (push: PushService) => push.sse$('/feed?token=secret')],
    ['http-stream', 'a page', html, (push: PushService) => push.httpStream$('/feed?token=secret')],
    ['polling', 'a page', html, (push: PushService) => push.pollingStream$('/feed?token=secret')],
    ['sse', '508', { status: 508 }, (push: PushService) => push.sse$('/feed?token=secret')],
  ])('of %s that are answered with %s end with a warning that says what to check', async (name, _what, init, open) => {
    app.answer = () => new Response('<!doctype html>', init);
    await app.render(open(app.on('server')));
    expect(app.sent).toHaveLength(1);
    const said = String(app.warn.mock.calls[0]?.[0]);
    expect(app.warn).toHaveBeenCalledTimes(1);
    expect(said).toMatch(
      new RegExp(`^ngx-comet: the page is rendered without the ${name} stream: .*http://host/feed: `),
    );
    expect(said).toContain(
      '. The server answered a stream with a page, such as the application itself. ' +
        'Check `baseUrl` of withServerSnapshot() and the routes of the server',
    );
    expect(said).not.toContain('secret');
  });

  it.each([
    ['another status', { status: 503 }],
    ['another type', { headers: { 'content-type': 'application/pdf' } }],
  ])('that are answered with %s end with a warning without that advice', async (_name, init) => {
    app.answer = () => new Response('', init);
    await app.render(app.on('server').sse$('/feed'));
    expect(app.warn.mock.calls).toEqual([[expect.not.stringContaining('baseUrl')]]);
  });
});
