// One tab of an application.
import { connection, sse$, viaWebSocket, websocket$ } from 'ngx-comet/core';
import { connectionAcrossTabs, shareAcrossTabs } from 'ngx-comet/tabs';
import { map, type Observable } from 'rxjs';
import { urlOf, type Message } from '../costs-support/clients.ts';

const WAYS: Readonly<Record<string, (feed: string) => Observable<Message>>> = {
  'sse$ in each tab': (feed) => sse$(urlOf(feed, 'sse')),
  'websocket$ in each tab': (feed) => websocket$(urlOf(feed, 'ws')),
  'shareAcrossTabs(sse$)': (feed) =>
    sse$<Message>(urlOf(feed, 'sse'), { observe: 'messages' }).pipe(
      shareAcrossTabs('bench'),
      map(({ data }) => data),
    ),
  'connectionAcrossTabs(websocket)': (feed) =>
    connectionAcrossTabs<Message, unknown>('bench', () => connection([viaWebSocket(urlOf(feed, 'ws'))])).data$,
};

/** Milliseconds from the server to this tab, of each message. */
let latencies: number[] = [];

function open(way: string, feed: string): void {
  const source = WAYS[way]?.(feed);
  if (source === undefined) throw new Error(`there is no way called ${way}`);
  source.subscribe(({ at = NaN }) => latencies.push(Date.now() - at));
}

/** The latencies since the last call. */
function take(): number[] {
  const taken = latencies;
  latencies = [];
  return taken;
}

Object.assign(window, { tabs: { open, take } satisfies Window['tabs'] });

declare global {
  interface Window {
    tabs: {
      open(way: string, feed: string): void;
      take(): number[];
    };
  }
}
