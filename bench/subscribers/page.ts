// Ways to give one feed to many subscribers in one page.
import { connection, sse$, viaSse, viaWebSocket, websocket$ } from 'ngx-comet/core';
import { share, Subject, type Observable } from 'rxjs';
import { urlOf, type Message } from '../costs-support/clients.ts';

/** The minimal code: a `Subject` of RxJS after the socket. */
function socketAndSubject(feed: string): Observable<Message> {
  const subject = new Subject<Message>();
  new WebSocket(urlOf(feed, 'ws')).onmessage = ({ data }: MessageEvent<string>) =>
    subject.next(JSON.parse(data) as Message);
  return subject;
}

const WAYS: Readonly<Record<string, (feed: string) => Observable<Message>>> = {
  'WebSocket and a Subject': socketAndSubject,
  'websocket$ and share()': (feed) => websocket$<Message>(urlOf(feed, 'ws')).pipe(share()),
  'sse$ and share()': (feed) => sse$<Message>(urlOf(feed, 'sse')).pipe(share()),
  'connection(viaWebSocket).data$': (feed) => connection<Message>([viaWebSocket(urlOf(feed, 'ws'))]).data$,
  'connection(viaSse).data$': (feed) => connection<Message>([viaSse(urlOf(feed, 'sse'))]).data$,
};

/** Resolves with the deliveries to all subscribers, when all were made, or when too much time has passed. */
function run(way: string, feed: string, messages: number, subscribers: number): Promise<number> {
  const source = WAYS[way]?.(feed);
  if (source === undefined) throw new Error(`there is no way called ${way}`);
  return new Promise((resolve) => {
    let delivered = 0;
    const end = (): void => {
      clearTimeout(timer);
      for (const one of subscriptions) one.unsubscribe();
      resolve(delivered);
    };
    const timer = setTimeout(end, 60_000);
    const subscriptions = Array.from({ length: subscribers }, () =>
      source.subscribe(() => {
        if (++delivered === messages * subscribers) setTimeout(end);
      }),
    );
  });
}

Object.assign(window, { subscribers: run satisfies Window['subscribers'] });

declare global {
  interface Window {
    subscribers: (way: string, feed: string, messages: number, subscribers: number) => Promise<number>;
  }
}
