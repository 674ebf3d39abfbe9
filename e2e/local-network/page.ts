import {
  connection,
  httpStream$,
  isPushError,
  jsonp$,
  pollingStream$,
  sse$,
  viaSse,
  viaWebSocket,
  websocket$,
} from 'ngx-comet/core';
import { take, type Observable } from 'rxjs';

/** How a stream ended: with its first message, or with an error. */
export type Outcome = 'delivered' | { readonly code: string; readonly transient: boolean; readonly message: string };

const STREAMS = {
  sse: (base) => sse$(`${base}/sse`),
  'event-source': (base) => sse$(`${base}/sse`, { via: 'event-source' }),
  'http-stream': (base) => httpStream$(`${base}/http-stream`),
  polling: (base) => pollingStream$(`${base}/polling`, { framing: 'lines' }),
  websocket: (base) => websocket$(`${base.replace('http', 'ws')}/websocket`),
  'contained jsonp': (base) => jsonp$(`${base}/jsonp?hold=5000`),
  'jsonp in the page': (base) => jsonp$(`${base}/jsonp?hold=5000`, { contain: false }),
  connection: (base) =>
    connection([viaWebSocket(`${base.replace('http', 'ws')}/websocket`), viaSse(`${base}/sse`)]).data$,
} satisfies Record<string, (base: string) => Observable<unknown>>;

export type StreamName = keyof typeof STREAMS;

declare global {
  interface Window {
    /** Runs a stream to its first message or its error. */
    run: (name: StreamName, base: string) => Promise<Outcome>;
  }
}

window.run = (name, base) =>
  new Promise((resolve) => {
    const stream: Observable<unknown> = STREAMS[name](base);
    stream.pipe(take(1)).subscribe({
      next: () => {
        resolve('delivered');
      },
      error: (error: unknown) => {
        if (!isPushError(error)) throw error;
        const { code, transient, message } = error;
        resolve({ code, transient, message });
      },
    });
  });
