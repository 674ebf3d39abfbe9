/**
 * With answers after the text of the specification, because no hub can be installed from npm or Debian.
 *
 * @jest-environment node
 */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { constant, type PushError, type PushEvent } from 'ngx-comet/core';
import { lastValueFrom, type Observable, type Subscription } from 'rxjs';
import { hubOf, mercure$, type MercureOptions } from './mercure';
import { discarded, first, pattern, preStandard, resource, resumed, unauthorized } from './mercure.recorded';
import type { Exchange } from './mercure.recorded';
import { until } from './spec-support/until';

interface Book {
  readonly title: string;
}

const TOPIC = 'https://example.com/books/1';

jest.setTimeout(30_000);

describe('mercure$', () => {
  let server: Server;
  let origin: string;
  let recorded: Exchange[];
  let deviations: string[];
  let open: Set<ServerResponse>;
  let seen: string[];
  let subscription: Subscription | undefined;

  beforeEach(async () => {
    recorded = [];
    deviations = [];
    seen = [];
    const responses = (open = new Set());
    server = createServer(({ url, headers }, response) => {
      const exchange = recorded.shift();
      if (exchange === undefined || exchange.path !== url) deviations.push(`${url} instead of ${exchange?.path}`);
      if (exchange === undefined) return response.destroy();
      for (const [name, value] of Object.entries(exchange.sent)) {
        if (headers[name] !== value) deviations.push(`${name}: ${String(headers[name])} instead of ${value}`);
      }
      responses.add(response);
      response.on('close', () => responses.delete(response));
      response.writeHead(exchange.status ?? 200, exchange.headers);
      if (exchange.headers['content-type'] !== 'text/event-stream') return response.end(exchange.body);
      return response.write(exchange.body, () => exchange.then === 'cut' && response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    subscription?.unsubscribe();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function feed(options: Partial<MercureOptions<Book>> = {}): Observable<PushEvent<Book>> {
    return mercure$<Book>(`${origin}/.well-known/mercure`, { topics: [TOPIC], retry: constant(1), ...options });
  }

  function watch(events$: Observable<PushEvent<Book>>): void {
    subscription = events$.subscribe((event) => {
      if (event.kind === 'message') seen.push(event.message.data.title);
      if (event.kind === 'open') seen.push(event.continuity);
    });
  }

  it('goes on after the last message, and reports a gap when the hub has discarded it', async () => {
    recorded = [first, resumed, discarded];
    let asked = 0;
    watch(feed({ headers: () => ({ Authorization: `Bearer t${++asked}` }) }));
    await until(() => seen.length === 7);
    expect(seen).toEqual(['first', 'one', 'two', 'resumed', 'three', 'gap', 'six']);
    expect(deviations).toEqual([]);
  });

  it('hangs up when it is unsubscribed from', async () => {
    recorded = [discarded];
    watch(feed({ headers: { Authorization: 'Bearer t3' }, resume: { from: 'urn:uuid:c' } }));
    await until(() => seen.length === 2);
    subscription?.unsubscribe();
    await until(() => open.size === 0);
    expect(deviations).toEqual([]);
  });

  it('subscribes to hubs 0.x by their names, with the cursor in the query', async () => {
    recorded = [preStandard];
    const topics = ['https://example.com/books/{id}'];
    watch(feed({ topics, names: 'pre-standard', cursorIn: 'query', resume: { from: 'urn:uuid:b' } }));
    await until(() => seen.length === 2);
    expect(seen).toEqual(['resumed', 'three']);
    expect(deviations).toEqual([]);
  });

  it('does not know what is missing when the hub does not say where it continues', async () => {
    recorded = [{ ...resumed, headers: first.headers, sent: {} }];
    watch(feed({ resume: { from: 'urn:uuid:b' } }));
    await until(() => seen.length === 2);
    expect(seen).toEqual(['unknown', 'three']);
  });

  it('subscribes to topics and patterns', async () => {
    recorded = [pattern];
    watch(feed({ topics: ['bar'], patterns: ['https://example.com/bar/:id'] }));
    await until(() => seen.length === 2);
    expect(deviations).toEqual([]);
  });

  it('errors at once without a token', async () => {
    recorded = [unauthorized];
    const error = await lastValueFrom(feed()).catch((reason: unknown) => reason as PushError);
    expect(error).toMatchObject({ code: 'http', status: 401, transient: false });
    expect(deviations).toEqual([]);
  });

  describe('hubOf', () => {
    it('finds the hub of a resource and the last message in it, and nothing is missed in between', async () => {
      recorded = [resource, { ...resumed, sent: { 'last-event-id': 'urn:uuid:a' } }];
      const { hub, lastEventId } = hubOf(await fetch(`${origin}/books/1`));
      expect(hub.href).toBe(`${origin}/.well-known/mercure`);
      watch(mercure$<Book>(hub, { topics: [TOPIC], resume: { from: lastEventId } }));
      await until(() => seen.length === 2);
      expect(deviations).toEqual([]);
    });

    const linked = (link: string): Pick<Response, 'url' | 'headers'> => ({
      url: 'https://example.com/books/1',
      headers: new Headers({ link }),
    });

    it('rejects a hub of another origin, unless the caller accepts it', () => {
      const other = linked('<https://hub.example.net/hub>; rel=mercure');
      expect(() => hubOf(other)).toThrow('names no hub that is accepted');
      expect(hubOf(other, ({ host }) => host === 'hub.example.net').hub.href).toBe('https://hub.example.net/hub');
    });

    it.each(['', '</a>; rel=next', '</.well-known/mercure', '"'.repeat(50_000), '"\\'.repeat(50_000)])(
      'finds none in other links (%#)',
      (link) => {
        expect(() => hubOf(linked(link))).toThrow('names no hub that is accepted');
      },
    );
  });
});
