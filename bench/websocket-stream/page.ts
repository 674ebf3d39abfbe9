// Compares WebSocketStream with WebSocket and websocket$: receiving, receiving too fast to handle, and sending.
import { text, websocket$ } from 'ngx-comet/core';
import { concatMap, Observable, Subject } from 'rxjs';

/** https://github.com/ricea/websocketstream-explainer; not in the DOM types yet. */
interface Opened {
  readonly readable: ReadableStream<string>;
  readonly writable: WritableStream<Uint8Array>;
}
declare class WebSocketStream {
  constructor(url: string);
  readonly opened: Promise<Opened>;
  close(): void;
}

type Kind = 'WebSocket' | 'websocket$' | 'WebSocketStream';

const LAST = 'last';

/** Milliseconds from connecting to the last message. */
async function receive(kind: Kind, url: string): Promise<number> {
  const began = performance.now();
  switch (kind) {
    case 'WebSocket': {
      const socket = new WebSocket(url);
      await new Promise<void>((resolve) => {
        socket.onmessage = ({ data }) => {
          if (data === LAST) resolve();
        };
      });
      socket.close();
      break;
    }
    case 'websocket$': {
      await new Promise<void>((resolve) => {
        const subscription = websocket$<string>(url, { decode: text() }).subscribe((data) => {
          if (data !== LAST) return;
          subscription.unsubscribe();
          resolve();
        });
      });
      break;
    }
    case 'WebSocketStream': {
      const socket = new WebSocketStream(url);
      const reader = (await socket.opened).readable.getReader();
      while ((await reader.read()).value !== LAST);
      socket.close();
    }
  }
  return performance.now() - began;
}

const channel = new MessageChannel();

/** A turn of the event loop: the minimal cost of handling a message asynchronously. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    channel.port1.onmessage = () => {
      resolve();
    };
    channel.port2.postMessage(undefined);
  });
}

/** Handles `count` messages, one per turn. Returns how many had arrived by then. */
async function lag(kind: Kind, url: string, count: number): Promise<number> {
  let arrived = 0;
  if (kind === 'WebSocketStream') {
    const socket = new WebSocketStream(url);
    const reader = (await socket.opened).readable.getReader();
    while (arrived < count) {
      await reader.read();
      arrived++;
      await turn();
    }
    socket.close();
    return arrived;
  }
  let handled = 0;
  const messages$ =
    kind === 'websocket$'
      ? websocket$<string>(url, { decode: text() })
      : new Observable<string>((subscriber) => {
          const socket = new WebSocket(url);
          socket.onmessage = ({ data }) => {
            subscriber.next(data as string);
          };
          return () => {
            socket.close();
          };
        });
  return new Promise((resolve) => {
    const slow$ = new Observable<string>((subscriber) =>
      messages$.subscribe((data) => {
        arrived++;
        subscriber.next(data);
      }),
    ).pipe(concatMap(() => turn()));
    const subscription = slow$.subscribe(() => {
      if (++handled !== count) return;
      subscription.unsubscribe();
      resolve(arrived);
    });
  });
}

/** The time of sending, and the largest buffer of the platform. */
interface Sent {
  readonly ms: number;
  readonly buffered: number;
}

/** Sends `count` messages at once, to a server that sends `last` when it has them all. */
async function send(kind: Kind, url: string, count: number, size: number): Promise<Sent> {
  const message = new Uint8Array(size);
  const began = performance.now();
  let buffered = 0;
  const sockets: WebSocket[] = [];
  class Watched extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      sockets.push(this);
    }
    override send(data: string | Blob | BufferSource): void {
      super.send(data);
      buffered = Math.max(buffered, this.bufferedAmount);
    }
  }
  switch (kind) {
    case 'WebSocket': {
      const socket = new Watched(url);
      await new Promise<void>((resolve) => {
        socket.onopen = () => {
          for (let n = 0; n < count; n++) socket.send(message);
        };
        socket.onmessage = () => {
          resolve();
        };
      });
      socket.close();
      break;
    }
    case 'websocket$': {
      const outgoing = new Subject<Uint8Array>();
      await new Promise<void>((resolve) => {
        const subscription = websocket$<string, Uint8Array>(url, {
          outgoing,
          decode: text(),
          queue: { max: count },
          WebSocket: Watched,
        }).subscribe(() => {
          subscription.unsubscribe();
          resolve();
        });
        for (let n = 0; n < count; n++) outgoing.next(message);
      });
      break;
    }
    case 'WebSocketStream': {
      const socket = new WebSocketStream(url);
      const { readable, writable } = await socket.opened;
      const writer = writable.getWriter();
      for (let n = 0; n < count; n++) {
        await writer.ready;
        void writer.write(message);
        buffered = Math.max(buffered, size * (1 - (writer.desiredSize ?? 1)));
      }
      await readable.getReader().read();
      socket.close();
    }
  }
  return { ms: performance.now() - began, buffered };
}

Object.assign(window, { trial: { receive, lag, send } satisfies Window['trial'] });

declare global {
  interface Window {
    trial: {
      receive(kind: Kind, url: string): Promise<number>;
      lag(kind: Kind, url: string, count: number): Promise<number>;
      send(kind: Kind, url: string, count: number, size: number): Promise<Sent>;
    };
  }
}

export type { Kind, Sent };
