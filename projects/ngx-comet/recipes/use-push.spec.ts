/** With React 19 in jsdom. */
import './spec-support/react-scheduler';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connection, viaSse, type Connection } from 'ngx-comet/core';
import { createElement, StrictMode, useLayoutEffect, useMemo, type FunctionComponent } from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { BehaviorSubject, finalize, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { usePush, type PushSource } from './use-push';

interface Price {
  readonly amount: number;
}

/** What a component shows: `amount phase error`. */
const Shown: FunctionComponent<{ readonly source: PushSource<Price> }> = ({ source }) => {
  const { value, status, error } = usePush(source);
  return createElement(
    'p',
    null,
    `${value?.amount ?? 'none'} ${status.phase} ${error === undefined ? 'ok' : 'failed'}`,
  );
};

describe('usePush', () => {
  let element: HTMLElement;
  let root: Root;
  let complaints: jest.SpyInstance;

  beforeEach(() => {
    element = document.body.appendChild(document.createElement('div'));
    root = createRoot(element);
    complaints = jest.spyOn(console, 'error');
  });

  afterEach(() => {
    root.unmount();
    element.remove();
    // React reports mistakes of a hook there.
    expect(complaints).not.toHaveBeenCalled();
  });

  const shows = (text: string): Promise<void> =>
    until(
      () => element.textContent === text,
      () => element.textContent,
    );

  describe('with a server of server-sent events', () => {
    let server: Server;
    let url: string;
    /** The URL and the cursor of each request. */
    let asked: string[];
    let open: Map<string, ServerResponse>;

    beforeEach(async () => {
      asked = [];
      const responses = (open = new Map<string, ServerResponse>());
      server = createServer(({ url: path = '', headers }, response) => {
        asked.push(`${path} ${String(headers['last-event-id'])}`);
        responses.set(path, response);
        response.on('close', () => responses.delete(path));
        response.writeHead(200, {
          'content-type': 'text/event-stream',
          'last-event-id': headers['last-event-id'] ?? '',
        });
        // The wait before the next attempt, in milliseconds.
        response.write('retry: 1\n\n');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });

    afterEach(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });

    const feedOf = (path: string): Connection<Price> => connection<Price>([viaSse(url + path)]);
    const send = (path: string, id: number): void =>
      void open.get(path)?.write(`id: ${id}\ndata: {"amount":${id}}\n\n`);

    it('shows the latest value, continues after the cursor when the connection is cut, and hangs up at the end', async () => {
      root.render(createElement(Shown, { source: feedOf('/a') }));
      await shows('none open ok');
      send('/a', 7);
      await shows('7 open ok');
      const texts = new Set<string | null>();
      const observer = new MutationObserver(() => texts.add(element.textContent));
      observer.observe(element, { characterData: true, childList: true, subtree: true });
      open.get('/a')?.destroy();
      await until(() => asked.length === 2);
      await shows('7 open ok');
      send('/a', 8);
      await shows('8 open ok');
      observer.disconnect();
      // The value stays, with the error, until the connection is open again.
      expect([...texts]).toEqual(['7 waiting failed', '7 connecting failed', '7 open ok', '8 open ok']);
      expect(asked).toEqual(['/a undefined', '/a 7']);
      root.render(null);
      await until(() => open.size === 0);
    });

    it('closes the connection and opens another one when the URL changes', async () => {
      const Feed: FunctionComponent<{ readonly path: string }> = ({ path }) =>
        createElement(Shown, { source: useMemo(() => feedOf(path), [path]) });
      root.render(createElement(Feed, { path: '/a' }));
      await shows('none open ok');
      send('/a', 1);
      await shows('1 open ok');
      root.render(createElement(Feed, { path: '/b' }));
      await shows('none open ok');
      await until(() => [...open.keys()].join() === '/b');
      send('/b', 2);
      await shows('2 open ok');
      expect(asked).toEqual(['/a undefined', '/b undefined']);
    });

    it('makes one request in StrictMode, for two components too', async () => {
      const source = feedOf('/a');
      const two = [1, 2].map((key) => createElement(Shown, { source, key }));
      root.render(createElement(StrictMode, null, two));
      await shows('none open oknone open ok');
      send('/a', 1);
      await shows('1 open ok1 open ok');
      expect(asked).toEqual(['/a undefined']);
    });
  });

  it('has one subscription for each mount in StrictMode, and none after it', async () => {
    let subscriptions = 0;
    const source = new Observable<Price>((subscriber) => {
      subscriptions++;
      subscriber.next({ amount: 5 });
      return () => subscriptions--;
    });
    root.render(createElement(StrictMode, null, createElement(Shown, { source })));
    await shows('5 idle ok');
    expect(subscriptions).toBe(1);
    root.render(createElement(StrictMode, null, createElement('b')));
    await shows('');
    await until(() => subscriptions === 0);
  });

  it('shows the end of a plain Observable', async () => {
    root.render(createElement(Shown, { source: of({ amount: 1 }, { amount: 2 }) }));
    await shows('2 closed ok');
    root.render(createElement(Shown, { source: throwError(() => new Error('lost')) }));
    await shows('none closed failed');
  });

  it('shows the same value in all components, in every commit', async () => {
    const source = new BehaviorSubject({ amount: 0 });
    const commits: (string | null)[] = [];
    const Watched: typeof Shown = (properties) => {
      useLayoutEffect(() => void commits.push(element.textContent));
      return Shown(properties);
    };
    root.render([1, 2, 3].map((key) => createElement(Watched, { source, key })));
    await shows('0 idle ok'.repeat(3));
    commits.length = 0;
    source.next({ amount: 1 });
    await shows('1 idle ok'.repeat(3));
    source.next({ amount: 2 });
    await shows('2 idle ok'.repeat(3));
    expect([...new Set(commits)]).toEqual(['1 idle ok'.repeat(3), '2 idle ok'.repeat(3)]);
  });

  it('renders the initial value on a server without subscribing, and goes on with it in the browser', async () => {
    let subscribed = 0;
    const live = new Subject<Price>();
    const source = new Observable<Price>((subscriber) => {
      subscribed++;
      return live.subscribe(subscriber);
    });
    const Page: FunctionComponent = () => createElement('p', null, usePush(source, { amount: 3 }).value.amount);
    const html = renderToString(createElement(Page));
    expect([html, subscribed]).toEqual(['<p>3</p>', 0]);
    root.unmount();
    element.innerHTML = html;
    root = hydrateRoot(element, createElement(Page));
    await until(() => live.observed);
    live.next({ amount: 4 });
    await shows('4');
    expect(subscribed).toBe(1);
  });

  it('keeps its subscription when the component renders again', async () => {
    let ended = 0;
    const source = NEVER.pipe(finalize(() => ended++));
    const Renders: FunctionComponent<{ readonly n: number }> = ({ n }) => {
      const { status } = usePush(source, { amount: n });
      return createElement('p', null, `${n} ${status.phase}`);
    };
    for (const n of [1, 2, 3]) {
      root.render(createElement(Renders, { n }));
      await shows(`${n} idle`);
    }
    expect(ended).toBe(0);
  });
});

async function until(condition: () => boolean, seen: () => unknown = () => ''): Promise<void> {
  const deadline = Date.now() + 4_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`this never came true: ${String(condition)} ${String(seen())}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
