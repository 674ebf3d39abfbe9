// SockJS (https://github.com/sockjs/sockjs-protocol). Its frames are `o` (opened), `h` (heartbeat), `a["…","…"]`
// (messages, which are texts) and `c[code,"reason"]` (closed).
import { httpStream$, jsonp$, pollingStream$, PushError, sse$, websocket$ } from 'ngx-comet/core';
import type { Framing, PushEvent, PushMessage } from 'ngx-comet/core';
import { defer, finalize, map, mergeMap, type Observable } from 'rxjs';
import { expand } from './expand';
import { common, ofHttp, ofSocket } from './factories';
import type { Recipe } from './recipe';

type Frame = readonly string[] | { readonly code: number; readonly reason: string };

/** The messages of a frame, or why the session is closed. */
function frame(raw: string | Uint8Array): Frame {
  const text = String(raw);
  // A stream begins with 2,048 `h`, because old browsers held back less.
  if (text.startsWith('o') || text.startsWith('h')) return [];
  const value = JSON.parse(text.slice(1)) as readonly unknown[];
  if (text.startsWith('a')) return value as readonly string[];
  if (!text.startsWith('c')) throw new SyntaxError('this is no frame of SockJS');
  const [code, reason] = value as readonly [number | string, string];
  return { code: Number(code), reason };
}

/** A frame for each message of a frame, so that the numbers of the messages can be checked. */
const split = (text: string): string[] => {
  const all = frame(text);
  // A frame without messages is one too: an answer without any means that the next poll may wait.
  return 'code' in all || all.length === 0 ? [text] : all.map((message) => `a${JSON.stringify([message])}`);
};

/** The frames of an answer are lines. */
const splitLines: Framing = {
  create: () => {
    let rest = '';
    return {
      push: (text) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        return lines.flatMap(split);
      },
      end: () => (rest === '' ? [] : split(rest)),
    };
  },
};

const sequence = ({ data }: PushMessage<Frame>): number | undefined => {
  if ('code' in data) return undefined;
  const [text = '{}'] = data;
  return (JSON.parse(text) as { readonly n?: number }).n;
};

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
      framing: splitLines,
      decode: frame,
      sequence,
      // The session knows what it has sent, so the next request may follow at once.
      id: () => String(++frames),
      resume: false,
      observe: 'events',
    });
  }),
  'sockjs jsonp': overHttp((own, _url, given) => {
    let frames = 0;
    return pollingStream$<Frame>(
      () => jsonp$<string>(`${own}/jsonp`, { timeout: 60_000, retry: false }).pipe(mergeMap(split), map(frame)),
      { retry: common(given).retry, mode: 'long', sequence, id: () => String(++frames), observe: 'events' },
    );
  }),
} as const satisfies Readonly<Record<string, Recipe>>;
