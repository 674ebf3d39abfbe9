import { withDefaults, providePush, withServerSnapshot } from '../public-api';
import { atOnce, Rendering } from './spec-support/rendering';

describe('baseUrl of withServerSnapshot', () => {
  let app: Rendering;

  beforeEach(() => (app = new Rendering()));

  it.each([
    ['http://api:4000', '/feed', 'http://api:4000/feed'],
    [new URL('https://api/v1/'), 'feed', 'https://api/v1/feed'],
    ['http://api/', 'https://other/feed', 'https://other/feed'],
    [undefined, '/feed', 'http://host/feed'],
  ])('%s leads %s to %s on the server', async (baseUrl, address, url) => {
    await app.render(app.on('server', [], { baseUrl }).sse$(address));
    expect(app.sent.map((sent) => sent.url)).toEqual([url]);
  });

  it('changes nothing in the browser, which continues the same stream', async () => {
    await app.render(app.on('server', [], { baseUrl: 'http://api:4000/v1/' }).sse$('/feed'));
    expect(app.page).not.toContain('api');
    app.sent.length = 0;
    const push = app.on('browser', [], { baseUrl: 'http://api:4000/v1/' });
    const values: unknown[] = [];
    const subscription = push.sse$('/feed').subscribe((value) => values.push(value));
    expect(values).toEqual([1]);
    while (app.sent.length === 0) await new Promise((resolve) => void requestAnimationFrame(resolve));
    subscription.unsubscribe();
    expect(app.sent.map(({ url, headers }) => [url, headers.get('last-event-id')])).toEqual([['/feed', '3']]);
  });

  it('is the name of the page for a URL that the server made with it', async () => {
    await app.render(app.on('server', [], { baseUrl: 'http://api:4000' }).sse$('http://api:4000/feed'));
    expect(atOnce(app.on('browser').sse$('/feed'))).toEqual([1]);
  });

  it.each([
    ['/feed', 'yes'],
    ['http://api/feed', 'yes'],
    ['http://host/feed', 'yes'],
    ['http://other/feed', null],
    ['http://api:81/feed', null],
  ])('has an origin that counts as the page’s own for defaults: %s', async (address, sent) => {
    const defaults = providePush(withDefaults({ headers: { secret: 'yes' } }));
    await app.render(app.on('server', [defaults], { baseUrl: 'http://api/v1' }).sse$(address));
    expect(app.sent.map(({ headers }) => headers.get('secret'))).toEqual([sent]);
  });

  it.each([
    ['/api', '"/api"'],
    ['', 'a value of the type string'],
    ['ws://host', '"ws://host"'],
    ['//host/', '"//host/"'],
    ['http://user:pass@host/', 'a value of the type string'],
    ['host?token=secret', 'a value of the type string'],
    [new URL('ftp://host/'), '"ftp://host/"'],
    [80, 'a value of the type number'],
    [null, 'a value of the type object'],
  ])('cannot be %p', (baseUrl, got) => {
    expect(() => withServerSnapshot({ baseUrl: baseUrl as string })).toThrow(
      new TypeError(`baseUrl must be an absolute http: or https: URL without a user name and a password, got ${got}`),
    );
  });
});
