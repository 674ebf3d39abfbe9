// SockJS (https://github.com/sockjs/sockjs-protocol). Its frames are `o` (opened), `h` (heartbeat), `a["…","…"]`
// (messages, which are texts) and `c[code,"reason"]` (closed).
import { httpStream$, jsonp$, pollingStream$, PushError, sse$, websocket$, type PushEvent } from 'ngx-comet/core';
import { defer, finalize, type Observable } from 'rxjs';
import { expand } from './expand';
import { common, ofHttp, ofSocket } from './factories';
import type { Context, Recipe } from './recipe';

type Frame = readonly string[] | { readonly code: number; readonly reason: string };

/** The messages of a frame, or why the session is closed. */
function frame(raw: string | Uint8Array): Frame {
  const text = String(raw);
  // A stream begins with 2,048 `h`, because old browsers held back less.
  if (text.startsWith('o') || text.startsWith('h')) return [];
  const value = JSON.parse(text.slice(1)) as readonly unknown[];
  if (text.startsWith('a')) return value as readonly string[];
  if (!text.startsWith('c')) throw new SyntaxError('this is no frame of SockJS');
  const [code, reason] = value as readonly [number, string];
  return { code, reason };
}

/** A session that the server has closed is over, whatever happens to its connection. */
const messages = expand((data: Frame): readonly unknown[] => {
  if (!('code' in data)) return data.map((text) => JSON.parse(text) as unknown);
  const { code: closeCode, reason: closeReason } = data;
  throw new PushError('closed', 'the server closed the session', { transient: false, closeCode, closeReason });
});

const encode = (value: unknown): string => JSON.stringify([JSON.stringify(value)]);

/** The URL of a new session: three digits for a load balancer, and a name that nobody else has. */
const session = (url: string): string => `${url}/000/${crypto.randomUUID()}`;

/** Messages are received by a transport, and sent by a POST each. */
function overHttp(open: (own: string, ...more: Parameters<Recipe>) => Observable<PushEvent<Frame>>): Recipe {
  return (url, given, context) =>
    defer(() => {
      const own = session(url);
      const sending = context.outgoing.subscribe((value) => {
        void context.fetch(`${own}/xhr_send`, { method: 'POST', body: encode(value) });
      });
      return open(own, url, given, context).pipe(
        messages,
        finalize(() => {
          sending.unsubscribe();
        }),
      );
    });
}

export const sockjs = {
  'sockjs websocket': (url, given, context) =>
    websocket$<Frame>(() => `${session(url)}/websocket`, {
      ...ofSocket(given, context),
      decode: frame,
      control: (raw) => raw === 'o' || raw === 'h',
      encode,
      observe: 'events',
    }).pipe(messages),
  'sockjs xhr_streaming': overHttp((own, _url, given, context) =>
    httpStream$<Frame>(`${own}/xhr_streaming`, {
      ...ofHttp(given, context),
      method: 'POST',
      decode: frame,
      // The server ends each answer after `response_limit`, and goes on in the next one.
      onEnd: 'reconnect',
      observe: 'events',
    }),
  ),
  'sockjs eventsource': overHttp((own, _url, given, context) =>
    sse$<Frame>(`${own}/eventsource`, { ...ofHttp(given, context), decode: frame, observe: 'events' }),
  ),
  'sockjs xhr': overHttp((own, _url, given, context) => {
    let frames = 0;
    return pollingStream$<Frame>(`${own}/xhr`, {
      ...ofHttp(given, context),
      method: 'POST',
      mode: 'long',
      framing: 'lines',
      decode: frame,
      // The session knows what it has sent, so the next request may follow at once.
      id: () => String(++frames),
      resume: false,
      observe: 'events',
    });
  }),
  'sockjs jsonp': overHttp((own, _url, given) => {
    let frames = 0;
    const decode = (raw: string | Uint8Array): Frame => frame(JSON.parse(String(raw)) as string);
    return pollingStream$<Frame>(() => jsonp$<Frame>(`${own}/jsonp`, { decode, timeout: 60_000 }), {
      retry: common(given).retry,
      mode: 'long',
      id: () => String(++frames),
      observe: 'events',
    });
  }),
} as const satisfies Readonly<Record<string, Recipe>>;
