// Every transport over the virtual server, judged.
import {
  connection,
  httpStream$,
  jsonp$,
  online,
  pollingStream$,
  sse$,
  viaHttpStream,
  viaJsonpPolling,
  viaLongPolling,
  viaSse,
  viaWebSocket,
  websocket$,
  type Connection,
  type PushEvent,
} from 'ngx-comet/core';
import type { PushTestingController } from 'ngx-comet/core/testing';
import { filter, mergeMap, Subject, type Observable, type Subscription } from 'rxjs';
import { CommandChecker } from '../command-checker.ts';
import { FeedChecker } from '../feed-checker.ts';
import type { VirtualServer, Sent } from './virtual-server.ts';
import { fetchOf, type Signals } from './http-wires.ts';
import { webSocketOf } from './socket-wires.ts';

export interface Feed {
  readonly name: string;
  readonly checker: FeedChecker;
  readonly commands: CommandChecker | undefined;
  start(): void;
  stop(): void;
  say(): void;
}

type Out = { readonly command: number } | { readonly ping: number };

const BASE = 'http://server.test';
const id = (message: Sent): string => message.id;
const resume = { query: 'cursor' } as const;
const quiet = { warn: (): void => undefined };
const numberOf = (data: unknown): number | undefined => (data as Sent).n;
const sequence = ({ data }: { readonly data: Sent }): number => data.n;
const heartbeat = { every: 20_000, timeout: 10_000, message: (): Out => ({ ping: 1 }) };
const connected = { sequence, logger: quiet, idleTimeout: 60_000 } as const;
const shared = { ...connected, observe: 'events' } as const;

class Watched implements Feed {
  readonly name: string;
  readonly checker = new FeedChecker();
  readonly commands: CommandChecker | undefined;
  readonly #make: () => Observable<PushEvent<Sent>>;
  readonly #say: (id: number) => void;
  #subscription: Subscription | undefined;

  constructor(
    name: string,
    make: () => Observable<PushEvent<Sent>>,
    commands?: CommandChecker,
    say: (id: number) => void = () => undefined,
  ) {
    this.name = name;
    this.#make = make;
    this.commands = commands;
    this.#say = say;
  }

  start(): void {
    this.checker.beginsAnew();
    this.#subscription = this.#make().subscribe({
      next: (event) => {
        this.checker.take(event, numberOf);
        if (event.kind === 'lost' || event.kind === 'paused') this.commands?.reported();
      },
      error: (error: unknown) => {
        this.checker.ended(String(error));
      },
      complete: () => {
        this.checker.ended('complete');
      },
    });
  }

  stop(): void {
    this.#subscription?.unsubscribe();
    this.commands?.reported();
  }

  say(): void {
    if (this.commands !== undefined) this.#say(this.commands.send());
  }
}

/** `push` carries the network of JSONP. */
export function allFeeds(server: VirtualServer, signals: Signals, push: PushTestingController): readonly Feed[] {
  const fetch = fetchOf(server, signals);
  const WebSocket = webSocketOf(server);
  const http = { ...shared, fetch } as const;
  const polls = { ...http, idleTimeout: 0, id, resume, framing: 'lines', interval: 5_000 } as const;
  return [
    new Watched('pollingStream$, short', () => pollingStream$<Sent>(`${BASE}/polling`, polls)),
    new Watched('pollingStream$, long', () => pollingStream$<Sent>(`${BASE}/long-polling`, { ...polls, mode: 'long' })),
    new Watched('httpStream$', () =>
      httpStream$<Sent>(`${BASE}/http-stream`, { ...http, id, resume, onEnd: 'reconnect', gate: online() }),
    ),
    new Watched('sse$', () => sse$<Sent>(`${BASE}/sse`, http)),
    socket(WebSocket),
    new Watched('jsonp$ under pollingStream$', () => jsonpPolls(push)),
    new Watched(
      'viaJsonpPolling',
      () =>
        connection<Sent>([viaJsonpPolling(`${BASE}/jsonp`, { batch: true, id, resume })], {
          ...connected,
          ...push.options,
          idleTimeout: 0,
        }).events$,
    ),
    overRoutes(fetch, WebSocket),
  ];
}

function jsonpPolls(push: PushTestingController): Observable<PushEvent<Sent>> {
  return pollingStream$<Sent>(
    ({ cursor = '' }) =>
      jsonp$<readonly Sent[] | null>(`${BASE}/jsonp?cursor=${cursor}`, {
        ...push.options,
        retry: false,
        logger: quiet,
      }).pipe(
        filter((messages) => messages !== null),
        mergeMap((messages) => messages),
      ),
    { ...shared, ...push.options, id, idleTimeout: 0, connectTimeout: 0, mode: 'long', interval: 1_000 },
  );
}

/** Takes the answers to pings and commands. */
const taking =
  (commands: CommandChecker) =>
  (raw: unknown): boolean => {
    const { ack, pong } = JSON.parse(String(raw)) as { readonly ack?: number; readonly pong?: number };
    if (ack !== undefined) commands.acknowledge(ack);
    return ack !== undefined || pong !== undefined;
  };

type Sockets = ReturnType<typeof webSocketOf>;

function socket(WebSocket: Sockets): Feed {
  const commands = new CommandChecker();
  const outgoing = new Subject<Out>();
  const returned = (value: unknown): void => {
    commands.returned((value as { readonly command: number }).command);
  };
  const make = (): Observable<PushEvent<Sent>> =>
    websocket$<Sent, Out>(`${BASE}/websocket`, {
      ...shared,
      WebSocket,
      id,
      resume,
      outgoing,
      heartbeat,
      control: taking(commands),
      unsent: ({ values }) => {
        values.forEach(returned);
      },
    });
  return new Watched('websocket$', make, commands, (command) => {
    outgoing.next({ command });
  });
}

function overRoutes(fetch: typeof globalThis.fetch, WebSocket: Sockets): Feed {
  const commands = new CommandChecker();
  let feed: Connection<Sent, Out> | undefined;
  const make = (): Observable<PushEvent<Sent>> => {
    feed = connection<Sent, Out>(
      [
        viaWebSocket<Sent, Out>(`${BASE}/websocket`, { id, resume, heartbeat, control: taking(commands) }),
        viaSse<Sent>(`${BASE}/sse`),
        viaHttpStream<Sent>(`${BASE}/http-stream`, { id, resume, onEnd: 'reconnect' }),
        viaLongPolling<Sent>(`${BASE}/long-polling`, { id, resume, framing: 'lines' }),
      ],
      {
        ...connected,
        fetch,
        WebSocket,
        linger: 0,
        deliverWithin: 30_000,
        sendVia: async (value) => {
          if ('command' in value) commands.acknowledge(value.command);
          await Promise.resolve();
        },
      },
    );
    return feed.events$;
  };
  const say = (command: number): void => {
    feed?.send({ command });
  };
  return new Watched('connection()', make, commands, say);
}
