import {
  connection,
  constant,
  httpStream$,
  pollingStream$,
  sse$,
  viaJsonpPolling,
  viaHttpStream,
  viaLongPolling,
  viaSse,
  viaWebSocket,
  websocket$,
  type PushEvent,
} from 'ngx-comet/core';
import { defer, Observable, tap } from 'rxjs';
import type { Limits } from './limits.ts';
import type { Place, TransportKind } from './matrix.ts';

/** A message of the push server. */
export interface Numbered {
  readonly id: string;
  readonly seq: number;
}

export interface ClientPlan {
  readonly transport: TransportKind;
  readonly place: Place;
  /** The URL of the feed, without the transport. */
  readonly feed: string;
  readonly limits: Limits;
  /** Sends a body with the request, where the transport can. */
  readonly body: boolean;
  /** What `websocket` and `connection` send. */
  readonly outgoing: Observable<Command>;
  /** Called with the commands that the library reports as not sent, or as not known to be sent. */
  readonly unsent: (given: readonly number[]) => void;
}

/** A numbered message of the client, as the push server takes it. */
export interface Command {
  readonly type: 'publish' | 'ping';
  readonly value?: { readonly given: number };
}

const id = (message: Numbered): string => message.id;
const BODY = 'x'.repeat(2_000);
const isPong = (raw: unknown): boolean => typeof raw === 'string' && raw.includes('"type":"pong"');

/** Opens a stream with the limits of the cell. */
export function open(plan: ClientPlan): Observable<PushEvent<Numbered>> {
  const { transport, place, feed, limits, body, outgoing } = plan;
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
    heartbeat: { every: heartbeat, message: (): Command => ({ type: 'ping' }), timeout: idle },
  };
  const urls = {
    short: `${feed}/polling`,
    long: `${feed}/long-polling?hold=${hold}`,
    stream: `${feed}/http-stream?heartbeat=${heartbeat}`,
    sse: `${feed}/sse?heartbeat=${heartbeat}`,
    // The browser reconnects an EventSource by itself, after `retry`.
    eventSource: `${feed}/sse?heartbeat=${heartbeat}&retry=${retry}`,
    websocket: `${feed}/websocket`,
    jsonp: `${feed}/jsonp?hold=${hold}&batch=1`,
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
      return sse$<Numbered>(urls.sse, {
        ...events,
        ...shared,
        ...streamed,
        // Across origins the header needs a preflight, which is a request of its own that may meet the fault.
        ...(place === 'Chromium' && { resume: byQuery }),
      });
    case 'event-source':
      return sse$<Numbered>(urls.eventSource, { ...events, ...shared, connectTimeout: connect, via: 'event-source' });
    case 'jsonp polling': {
      const route = viaJsonpPolling<Numbered>(urls.jsonp, {
        id,
        batch: true,
        resume: byQuery,
        timeout: poll,
        interval,
      });
      return connection<Numbered>([route], { ...shared, linger: 0 }).events$;
    }
    case 'websocket':
      return websocket$<Numbered, Command>(urls.websocket, {
        ...events,
        ...shared,
        ...spoken,
        outgoing,
        unsent: ({ values }) => plan.unsent(values.flatMap(numberOf)),
      });
    case 'connection': {
      const routes = [
        viaWebSocket<Numbered, Command>(urls.websocket, spoken),
        viaSse<Numbered>(urls.sse, streamed),
        viaHttpStream<Numbered>(urls.stream, { ...streamed, id, resume: byQuery }),
        viaLongPolling<Numbered>(urls.long, polled),
      ];
      const { sendVia, warn } = posting(plan);
      const options = { ...shared, deliverWithin: idle, linger: 0, sendVia, logger: { warn } };
      return sending(connection<Numbered, Command>(routes, options), plan);
    }
  }
}

const numberOf = ({ value }: Command): readonly number[] => (value === undefined ? [] : [value.given]);

/** Sends by POST where the route only receives. What fails counts as reported if the logger is told. */
function posting({ feed, unsent }: ClientPlan): {
  readonly sendVia: (command: Command) => Observable<unknown>;
  readonly warn: () => void;
} {
  let warned = false;
  const post = async ({ value }: Command): Promise<void> => {
    const { ok, status } = await fetch(feed, { method: 'POST', body: JSON.stringify(value) });
    if (!ok) throw new Error(`status ${status}`);
  };
  const report = (command: Command): void => {
    if (warned) unsent(numberOf(command));
  };
  return {
    // The logger is told after this.
    sendVia: (command) => defer(() => post(command)).pipe(tap({ error: () => queueMicrotask(() => report(command)) })),
    warn: () => {
      warned = true;
    },
  };
}

/** The events of a connection that sends the outgoing commands. */
function sending(
  { events$, send }: { readonly events$: Observable<PushEvent<Numbered>>; readonly send: (command: Command) => void },
  { outgoing, unsent }: ClientPlan,
): Observable<PushEvent<Numbered>> {
  return new Observable((subscriber) => {
    subscriber.add(
      outgoing.subscribe((command) => {
        try {
          send(command);
        } catch {
          // Too many wait.
          unsent(numberOf(command));
        }
      }),
    );
    subscriber.add(events$.subscribe(subscriber));
  });
}
