import { createEnvironmentInjector, DOCUMENT, EnvironmentInjector, TransferState } from '@angular/core';
import { bytes, providePush, PushService, withServerSnapshot } from '../public-api';
import { TestBed } from '@angular/core/testing';
import type { Observable } from 'rxjs';
import { atOnce, Rendering } from './spec-support/rendering';

type Open = (push: PushService) => Observable<unknown>;

const post = { method: 'POST' } as const;

describe('the key of a snapshot', () => {
  let app: Rendering;

  beforeEach(() => (app = new Rendering()));

  /** What the second stream emits at once, in the page that was rendered with the first one. */
  async function given(first: Open, second: Open = first): Promise<unknown[]> {
    await app.render(first(app.on('server')));
    return atOnce(second(app.on('browser')));
  }

  it('shows no part of the URL, the query or the body', async () => {
    const push = app.on('server');
    await app.render(
      push.sse$('/feeds/orders?token=s3cr3t', { ...post, query: { account: 'alice' }, body: '{"pin":"9182"}' }),
      push.sse$('https://internal.example/feed', { ...post, body: new URLSearchParams({ key: 'k3y' }) }),
    );
    for (const part of [
      'feed',
      'orders',
      'token',
      's3cr3t',
      'account',
      'alice',
      'pin',
      '9182',
      'internal',
      'k3y',
      'POST',
    ])
      expect(app.page).not.toContain(part);
    const [state] = Object.values(JSON.parse(app.page) as object) as [object];
    expect(Object.keys(state)).toEqual([
      expect.stringMatching(/^[\da-f]{64}$/) as string,
      expect.stringMatching(/^[\da-f]{64}$/) as string,
    ]);
  });

  it.each<[string, Open, Open]>([
    ['URL', (push) => push.sse$('/a'), (push) => push.sse$('/b')],
    ['query of the URL', (push) => push.sse$('/a?b'), (push) => push.sse$('/a?c')],
    ['origin', (push) => push.sse$('/a'), (push) => push.sse$('http://other/a')],
    ['parameter', (push) => push.sse$('/a', { query: { n: 1 } }), (push) => push.sse$('/a', { query: { n: 2 } })],
    ['NaN', (push) => push.sse$('/a', { query: { n: NaN } }), (push) => push.sse$('/a', { query: { n: Infinity } })],
    ['body', (push) => push.sse$('/a', { ...post, body: 'x' }), (push) => push.sse$('/a', { ...post, body: 'y' })],
    [
      'place of a text that is in the URL or in the body',
      (push) => push.sse$('/a#', { ...post, body: 'b\0c' }),
      (push) => push.sse$('/a#\0b', { ...post, body: 'c' }),
    ],
    [
      'form',
      (push) => push.sse$('/a', { ...post, body: new URLSearchParams('x=1') }),
      (push) => push.sse$('/a', { ...post, body: new URLSearchParams('x=2') }),
    ],
    [
      'type of body',
      (push) => push.sse$('/a', { ...post, body: new URLSearchParams('x=1') }),
      (push) => push.sse$('/a', { ...post, body: 'x=1' }),
    ],
    [
      'bytes',
      (push) => push.sse$('/a', { ...post, body: Uint8Array.of(1) }),
      (push) => push.sse$('/a', { ...post, body: Uint8Array.of(2) }),
    ],
    ['names of events', (push) => push.sse$('/a', { events: ['message'] }), (push) => push.sse$('/a')],
    [
      'framing',
      (push) => push.httpStream$('/a', { framing: 'sse' }),
      (push) => push.httpStream$('/a', { framing: { delimiter: '\n\n' } }),
    ],
    [
      'kind of raw data',
      (push) => push.httpStream$('/a', { framing: 'chunks', decode: bytes() }),
      (push) => push.httpStream$('/a', { framing: 'chunks', decode: String }),
    ],
    [
      'start',
      (push) => push.sse$('/a', { resume: { from: '1' } }),
      (push) => push.sse$('/a', { resume: { from: '2' } }),
    ],
  ])('is another one for another %s', async (_name, first, second) => {
    expect(await given(first)).toHaveLength(1);
    expect(await given(first, second)).toEqual([]);
  });

  it.each<[string, Open, Open]>([
    ['a relative and an absolute URL', (push) => push.sse$('/a?b=1'), (push) => push.sse$('http://host/a?b=1')],
    ['a URL and its dots', (push) => push.sse$('/x/../a'), (push) => push.sse$('a')],
    ['an undefined parameter', (push) => push.sse$('/a', { query: { n: undefined } }), (push) => push.sse$('/a')],
    ['a fresh token in a header', (push) => push.sse$('/a', { headers: { a: '1' } }), (push) => push.sse$('/a')],
    ['equal bytes', bytesOf(ArrayBuffer), bytesOf(Uint8Array)],
  ])('is the same with %s', async (_name, first, second) => {
    expect(await given(first, second)).toEqual([1]);
  });

  it.each<[string, Open]>([
    ['method that is a function', (push) => push.sse$('/a', { method: () => 'GET' })],
    ['body that is a function', (push) => push.sse$('/a', { ...post, body: () => 'x' })],
    ['body that is a form with files', (push) => push.sse$('/a', { ...post, body: new FormData() })],
  ])('does not exist with a %s', async (_name, open) => {
    expect(await app.render(open(app.on('server')))).toEqual([[]]);
    expect(app.sent).toEqual([]);
    expect(app.page).toBe('{}');
  });

  it.each([
    ['a relative URL', '/a'],
    ['the URL that only the browser knows as its own', 'https://shop.example/a'],
  ])('agrees behind a proxy, for %s', async (_name, url) => {
    await app.render(app.on('server', [], undefined, 'http://10.0.0.7:4000/page').sse$(url));
    expect(atOnce(app.on('browser', [], undefined, 'https://shop.example/page').sse$(url))).toEqual([1]);
  });

  it('agrees where a URL of the own origin is made from the location on both sides', async () => {
    await app.render(app.on('server', [], undefined, 'http://10.0.0.7/page').sse$('http://10.0.0.7/a'));
    expect(atOnce(app.on('browser', [], undefined, 'https://shop.example/').sse$('https://shop.example/a'))).toEqual([
      1,
    ]);
  });

  it('and the request of the server follow the base element of the page', async () => {
    const page = document.implementation.createHTMLDocument();
    page.head.innerHTML = '<base target="_top"><base href="/shop/">';
    const based = [{ provide: DOCUMENT, useValue: page }];
    await app.render(app.on('server', based, undefined, 'http://host/shop/deep/page').sse$('a'));
    expect(app.sent.map(({ url }) => url)).toEqual(['http://host/shop/a']);
    expect(atOnce(app.on('browser', based, undefined, 'http://host/shop/deep/page').sse$('/shop/a'))).toEqual([1]);
  });

  it('is compared with the URL as it is, if nobody knows the URL of the page', async () => {
    await app.render(app.on('server', [], { baseUrl: 'http://api' }, '/').sse$('/a'));
    expect(app.sent.map(({ url }) => url)).toEqual(['http://api/a']);
    expect(atOnce(app.on('browser').sse$('/a'))).toEqual([1]);
  });

  it('is forgotten with its snapshot, in all injectors of the page, when every subscription got it', async () => {
    const stream = app.on('server').sse$('/a');
    await app.render(stream, stream);
    const push = app.on('browser');
    const route = createEnvironmentInjector([providePush(withServerSnapshot())], TestBed.inject(EnvironmentInjector));
    const values = [push, route.get(PushService), route.get(PushService), push].map((from) => atOnce(from.sse$('/a')));
    expect(values).toEqual([[1], [1], [], []]);
    expect(TestBed.inject(TransferState).toJson()).toBe('{}');
    route.destroy();
  });

  it('keeps the snapshots of the other streams', async () => {
    const server = app.on('server');
    await app.render(server.sse$('/a'), server.sse$('/b'));
    const push = app.on('browser');
    expect([atOnce(push.sse$('/a')), atOnce(push.sse$('/b'))]).toEqual([[1], [1]]);
  });
});

function bytesOf(kind: typeof ArrayBuffer | typeof Uint8Array): Open {
  const body = kind === ArrayBuffer ? Uint8Array.of(7, 8).buffer : Uint8Array.of(1, 7, 8).subarray(1);
  return (push) => push.sse$('/a', { ...post, body });
}
