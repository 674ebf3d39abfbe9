import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { constant, sse$, text, type PushEvent } from 'ngx-comet/core';
import { BehaviorSubject, type Subscription } from 'rxjs';

/** What the suite asks to be able to. */
const CAPABILITIES = [
  'bom',
  'comments',
  'headers',
  'last-event-id',
  'post',
  'read-timeout',
  'report',
  'restart',
  'server-directed-shutdown-request',
];

/** The body of "create stream". */
interface StreamParameters {
  readonly streamUrl: string;
  readonly callbackUrl: string;
  readonly initialDelayMs?: number | null;
  readonly readTimeoutMs?: number | null;
  readonly lastEventId?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly body?: string;
}

/** A fault of the service, to see that the suite notices it. */
export interface Planted {
  /** The last id is not sent. */
  readonly resume?: false;
}

interface Stream {
  readonly subscription: Subscription;
  restart(): void;
}

/**
 * The test service of LaunchDarkly's SSE contract tests (`docs/service_spec.md` there): an HTTP server that opens streams
 * with `sse$` when it is asked to, and posts what they emit to the suite.
 */
export class SseTestService {
  readonly #streams = new Map<string, Stream>();
  readonly #server: Server;
  readonly #plant: Planted;
  #last = 0;

  private constructor(plant: Planted) {
    this.#plant = plant;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => response.writeHead(400).end(String(error)));
    });
  }

  static async listen(plant: Planted = {}): Promise<SseTestService> {
    const service = new SseTestService(plant);
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const { subscription } of this.#streams.values()) subscription.unsubscribe();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '/' } = request;
    const body = await textOf(request);
    if (url === '/' && method === 'GET') {
      response.setHeader('content-type', 'application/json');
      return void response.end(JSON.stringify({ name: 'ngx-comet', capabilities: CAPABILITIES }));
    }
    if (url === '/' && method === 'POST') {
      const location = `/streams/${++this.#last}`;
      this.#streams.set(location, openStream(JSON.parse(body) as StreamParameters, this.#plant));
      return void response.writeHead(201, { location: this.url + location }).end();
    }
    const stream = this.#streams.get(url);
    if (stream === undefined) return void response.writeHead(404).end();
    if (method === 'DELETE') {
      stream.subscription.unsubscribe();
      this.#streams.delete(url);
    } else if ((JSON.parse(body) as { readonly command: string }).command === 'restart') stream.restart();
    else return void response.writeHead(400).end();
    response.writeHead(204).end();
  }
}

function openStream(parameters: StreamParameters, plant: Planted): Stream {
  const { streamUrl, callbackUrl, method, body, headers, ...timing } = parameters;
  const paused = new BehaviorSubject(false);
  const tell = teller(callbackUrl);
  const subscription = sse$(streamUrl, {
    method,
    body,
    headers,
    retry: constant(timing.initialDelayMs ?? 1_000),
    idleTimeout: timing.readTimeoutMs ?? 0,
    resume: plant.resume ?? { header: 'Last-Event-ID', ...(timing.lastEventId ? { from: timing.lastEventId } : {}) },
    pauseWhile: paused,
    decode: text(),
    comments: true,
    observe: 'events',
  }).subscribe({
    next: (event) => {
      const told = callbackOf(event);
      if (told !== undefined) tell(told);
    },
    error: (error: unknown) => {
      tell({ kind: 'error', comment: String(error) });
    },
  });
  const restart = (): void => {
    paused.next(true);
    paused.next(false);
  };
  return { subscription, restart };
}

function callbackOf(event: PushEvent<string>): object | undefined {
  switch (event.kind) {
    case 'message': {
      const { event: type, data, id = '' } = event.message;
      return { kind: 'event', event: { type, data, id } };
    }
    case 'comment':
      return { kind: 'comment', comment: event.text };
    case 'lost':
    case 'rejected':
      return { kind: 'error', comment: String(event.error) };
    default:
      return undefined;
  }
}

/** Posts messages one after the other. They are numbered, as the suite wants. */
function teller(callbackUrl: string): (message: object) => void {
  let count = 0;
  let last: Promise<unknown> = Promise.resolve();
  return (message) => {
    const url = `${callbackUrl}/${++count}`;
    // The suite closes the endpoint of a test when the test ends.
    last = last.then(() => fetch(url, { method: 'POST', body: JSON.stringify(message) })).catch(() => undefined);
  };
}
