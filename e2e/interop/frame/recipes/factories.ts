// The five factories and their routes, with what can be told to them as plain data.
import {
  bytes,
  connection,
  httpStream$,
  json,
  jsonp$,
  pollingStream$,
  sse$,
  text,
  viaHttpStream,
  viaJsonpPolling,
  viaLongPolling,
  viaSse,
  viaWebSocket,
  websocket$,
  type Decoder,
  type Route,
} from 'ngx-comet/core';
import type { Context, Given, Recipe } from './recipe';

const DECODERS: Readonly<Record<'json' | 'text' | 'bytes', () => Decoder<unknown>>> = { json, text, bytes };

/** The options that all factories know. */
export function common({ retryAfter = 20, options = {}, decode = 'json', idFrom }: Given) {
  return {
    ...options,
    decode: DECODERS[decode](),
    retry: retryAfter === false ? (false as const) : (): number => retryAfter,
    ...(idFrom === undefined ? {} : { id: member(idFrom) }),
  };
}

/** The member of a message as a cursor. */
const member =
  (name: string) =>
  (data: unknown): string | undefined => {
    const value: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, name) : undefined;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };

export const ofHttp = (given: Given, { fetch }: Context) => ({ ...common(given), fetch });

export function ofSocket(given: Given, { outgoing }: Context) {
  const { passing } = given;
  return {
    ...common(given),
    outgoing,
    ...(passing === undefined
      ? {}
      : { transientClose: (_code: number, reason: string) => reason.startsWith(passing) || undefined }),
  };
}

const EVENTS = { observe: 'events' } as const;

/** A stream of a factory, or, if the numbers are to be checked, a connection with its route. */
function streamOrRoute(stream: Recipe, route: (url: string, given: Given, context: Context) => Route<unknown>): Recipe {
  return (url, given, context) => {
    if (given.sequence === undefined) return stream(url, given, context);
    const sequence = ({ data }: { readonly data: unknown }): number => Number(member('n')(data));
    return connection([route(url, given, context)], { sequence, retry: () => 20 }).events$;
  };
}

export const factories = {
  sse: streamOrRoute(
    (url, given, context) => sse$(url, { ...ofHttp(given, context), ...EVENTS }),
    (url, given, context) => viaSse(url, ofHttp(given, context)),
  ),
  'http-stream': streamOrRoute(
    (url, given, context) => httpStream$(url, { onEnd: 'reconnect', ...ofHttp(given, context), ...EVENTS }),
    (url, given, context) => viaHttpStream(url, ofHttp(given, context)),
  ),
  'long polling': streamOrRoute(
    (url, given, context) => pollingStream$(url, { mode: 'long', interval: 0, ...ofHttp(given, context), ...EVENTS }),
    (url, given, context) => viaLongPolling(url, ofHttp(given, context)),
  ),
  polling: (url, given, context) => pollingStream$(url, { interval: 50, ...ofHttp(given, context), ...EVENTS }),
  websocket: streamOrRoute(
    (url, given, context) => websocket$(url, { ...ofSocket(given, context), ...EVENTS }),
    (url, given, context) => viaWebSocket(url, ofSocket(given, context)),
  ),
  jsonp: (url, given) => jsonp$(url, { ...common(given), ...EVENTS }),
  /** Asks again after every answer. */
  'jsonp polling': (url, given) => {
    const sequence = given.sequence
      ? { sequence: ({ data }: { readonly data: unknown }) => Number(member('n')(data)) }
      : {};
    return connection([viaJsonpPolling(url, { interval: 0, ...common(given) })], { retry: () => 20, ...sequence })
      .events$;
  },
} as const satisfies Readonly<Record<string, Recipe>>;
