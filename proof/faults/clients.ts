import {
  connection,
  constant,
  httpStream$,
  pollingStream$,
  sse$,
  viaHttpStream,
  viaLongPolling,
  viaSse,
  viaWebSocket,
  websocket$,
  type PushEvent,
} from 'ngx-comet/core';
import type { Observable } from 'rxjs';
import type { Limits } from './limits.ts';
import type { TransportKind } from './matrix.ts';

/** A message of the push server. */
export interface Numbered {
  readonly id: string;
  readonly seq: number;
}

export interface ClientPlan {
  readonly transport: TransportKind;
  /** The URL of the feed, without the transport. */
  readonly feed: string;
  readonly limits: Limits;
  /** Sends a body with the request, where the transport can. */
  readonly body: boolean;
  /** What a WebSocket sends. */
  readonly outgoing: Observable<object>;
}

const id = (message: Numbered): string => message.id;
const BODY = 'x'.repeat(2_000);
const isPong = (raw: unknown): boolean => typeof raw === 'string' && raw.includes('"type":"pong"');

/** Opens a stream with the limits of the cell. */
export function open({ transport, feed, limits, body, outgoing }: ClientPlan): Observable<PushEvent<Numbered>> {
  const { connect, idle, poll, retry, heartbeat, interval, hold } = limits;
  const shared = {
    idleTimeout: idle,
    retry: constant(retry),
    sequence: ({ data }: { readonly data: Numbered }): number => data.seq,
    logger: { warn: (): void => undefined },
  };
  const byQuery = { query: 'cursor' };
  const post = body ? ({ method: 'POST', body: BODY } as const) : {};
  const polled = { id, framing: 'lines', resume: byQuery, timeout: poll } as const;
  const streamed = { connectTimeout: connect, ...post };
  const spoken = {
    id,
    connectTimeout: connect,
    resume: byQuery,
    control: isPong,
    heartbeat: { every: heartbeat, message: () => ({ type: 'ping' }), timeout: idle },
  };
  const urls = {
    short: `${feed}/polling`,
    long: `${feed}/long-polling?hold=${hold}`,
    stream: `${feed}/http-stream?heartbeat=${heartbeat}`,
    sse: `${feed}/sse?heartbeat=${heartbeat}`,
    websocket: `${feed}/websocket`,
  };
  const events = { observe: 'events' } as const;
  switch (transport) {
    case 'short polling':
      return pollingStream$<Numbered>(urls.short, { ...events, ...shared, ...polled, interval });
    case 'long polling':
      return pollingStream$<Numbered>(urls.long, { ...events, ...shared, ...polled, mode: 'long', interval });
    case 'http-stream':
      return httpStream$<Numbered>(urls.stream, {
        ...events,
        ...shared,
        ...streamed,
        id,
        resume: byQuery,
        onEnd: 'reconnect',
      });
    case 'sse':
      return sse$<Numbered>(urls.sse, { ...events, ...shared, ...streamed });
    case 'websocket':
      return websocket$<Numbered, object>(urls.websocket, { ...events, ...shared, ...spoken, outgoing });
    case 'connection': {
      const routes = [
        viaWebSocket<Numbered, object>(urls.websocket, spoken),
        viaSse<Numbered>(urls.sse, streamed),
        viaHttpStream<Numbered>(urls.stream, { ...streamed, id, resume: byQuery }),
        viaLongPolling<Numbered>(urls.long, polled),
      ];
      return connection<Numbered, object>(routes, { ...shared, deliverWithin: idle, linger: 0 }).events$;
    }
  }
}
