/**
 * With a server that writes its events with `@ag-ui/encoder`, and keeps them by run.
 *
 * @jest-environment node
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { EventType, type AGUIEvent, type RunAgentInput } from '@ag-ui/core';
import { EventSchemas } from '@ag-ui/core/schemas';
import { EventEncoder } from '@ag-ui/encoder';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { constant, memoryCursor, type PushEvent } from 'ngx-comet/core';
import { BehaviorSubject, type Observable, type Subscription } from 'rxjs';
import { outcome, until } from '../core/src/spec-support/outcome';
import { TcpProxy } from '../core/src/spec-support/tcp-proxy';
import { agUi, type AgUi, type AgUiOptions } from './ag-ui';

const input: RunAgentInput = {
  threadId: 't1',
  runId: 'r1',
  state: {},
  messages: [{ id: 'm1', role: 'user', content: 'Why?' }],
  tools: [],
  context: [],
  forwardedProps: {},
};

const started = (runId = 'r1'): AGUIEvent => ({ type: EventType.RUN_STARTED, threadId: 't1', runId });
const finished = (runId = 'r1'): AGUIEvent => ({ type: EventType.RUN_FINISHED, threadId: 't1', runId });
const failed: AGUIEvent = { type: EventType.RUN_ERROR, message: 'the model is down' };
const text = (delta: string): AGUIEvent => ({ type: EventType.TEXT_MESSAGE_CONTENT, messageId: 'm2', delta });

/** A run of the server. It goes on without a connection. */
class Run {
  readonly #encoder = new EventEncoder();
  readonly #parts: string[] = [];
  readonly #open = new Set<ServerResponse>();
  /** The number of the first event that is kept. */
  first = 0;
  #over = false;

  get connections(): number {
    return this.#open.size;
  }

  emit(...events: readonly AGUIEvent[]): void {
    for (const event of events) {
      const part = `id: r1/${this.#parts.length}\n${this.#encoder.encode(event)}`;
      this.#parts.push(part);
      for (const response of this.#open) response.write(part);
    }
  }

  end(): void {
    this.#over = true;
    for (const response of this.#open) response.end();
  }

  answer(response: ServerResponse, after: string | undefined): void {
    const next = after === undefined ? this.first : Number(after.split('/')[1]) + 1;
    if (next < this.first) return void response.writeHead(410).end();
    if (after !== undefined) response.setHeader('last-event-id', after);
    response.writeHead(200, { 'content-type': this.#encoder.getContentType() }).flushHeaders();
    for (const part of this.#parts.slice(next)) response.write(part);
    if (this.#over) return void response.end();
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
  }
}

describe('agUi', () => {
  let server: Server;
  let proxy: TcpProxy;
  let gate: BehaviorSubject<boolean>;
  let asked: { readonly method: string | undefined; readonly after: string | undefined }[];
  let runs: Map<string, Run>;
  let bodies: unknown[];
  /** How many requests are refused, and whether the server can resume. */
  let busy: number;
  let resumes: boolean;
  let stored: Map<string, string>;
  let using: Subscription[];

  beforeEach(async () => {
    gate = new BehaviorSubject(true);
    asked = [];
    bodies = [];
    runs = new Map();
    busy = 0;
    resumes = true;
    using = [];
    stored = new Map();
    const localStorage = {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
      removeItem: (key: string) => stored.delete(key),
    };
    Object.defineProperty(globalThis, 'localStorage', { value: localStorage, configurable: true });
    server = createServer((request, response) => void answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    proxy = await TcpProxy.to((server.address() as AddressInfo).port);
  });

  afterEach(async () => {
    for (const subscription of using) subscription.unsubscribe();
    await proxy.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    Reflect.deleteProperty(globalThis, 'localStorage');
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, headers } = request;
    const after = headers['last-event-id'];
    asked.push({ method, after: after === undefined ? undefined : String(after) });
    if (busy-- > 0) return void response.writeHead(503).end();
    if (method === 'POST') {
      const body = (await json(request)) as RunAgentInput;
      bodies.push(body);
      if (runs.has(body.runId)) return void response.writeHead(409).end();
      runs.set(body.runId, new Run());
      return run(body.runId).answer(response, undefined);
    }
    if (!resumes) return void response.writeHead(405).end();
    const known = runs.get(new URL(request.url ?? '', 'http://x').searchParams.get('runId') ?? '');
    if (known === undefined) return void response.writeHead(404).end();
    return known.answer(response, asked.at(-1)?.after);
  }

  const run = (id = 'r1'): Run => runs.get(id) as Run;
  const methods = (): unknown[] => asked.map(({ method }) => method);

  /** What a page has: after a reload it is made anew. */
  const page = (options: Partial<AgUiOptions> = {}): AgUi =>
    agUi(`http://127.0.0.1:${proxy.port}/agent`, { name: 'chat', retry: constant(1), gate, ...options });

  /** What a stream emitted, in short, and how it ended. */
  interface Story {
    readonly seen: string[];
    readonly subscription: Subscription;
    end?: unknown;
  }

  function follow(stream: Observable<PushEvent<AGUIEvent>>): Story {
    const seen: string[] = [];
    const story: Story = {
      seen,
      subscription: stream.subscribe({
        next: (event) => {
          if (event.kind === 'open') seen.push(event.continuity);
          if (event.kind === 'message') seen.push(wordOf(event.message.data));
        },
        error: (error: unknown) => (story.end = error),
        complete: () => (story.end = 'completed'),
      }),
    };
    using.push(story.subscription);
    return story;
  }

  const wordOf = (event: AGUIEvent): string =>
    event.type === EventType.TEXT_MESSAGE_CONTENT ? event.delta : event.type;

  /** Starts a run, whose first events have arrived. */
  async function begin(options?: Partial<AgUiOptions>): Promise<Story> {
    const story = follow(page(options).run(input));
    await until(() => runs.has('r1'));
    run().emit(started(), text('a'));
    await until(() => story.seen.length === 3);
    expect(story.seen).toEqual(['first', 'RUN_STARTED', 'a']);
    return story;
  }

  async function cut(): Promise<void> {
    gate.next(false);
    proxy.cut();
    await until(() => run().connections === 0);
  }

  function finish(): void {
    run().emit(finished());
    run().end();
  }

  it('emits the events of a run and completes, and nothing is left', async () => {
    const story = await begin();
    finish();
    await until(() => story.end !== undefined);
    expect(story.seen.slice(3)).toEqual(['RUN_FINISHED']);
    expect([story.end, bodies, methods()]).toEqual(['completed', [input], ['POST']]);
    await until(() => stored.size === 0 && run().connections === 0);
  });

  it('goes on after a cut with the events that were missed, without a second POST', async () => {
    const story = await begin();
    await cut();
    run().emit(text('b'));
    gate.next(true);
    await until(() => story.seen.length === 5);
    finish();
    await until(() => story.end !== undefined);
    expect(story.seen.slice(3)).toEqual(['resumed', 'b', 'RUN_FINISHED']);
    expect(asked).toEqual([
      { method: 'POST', after: undefined },
      { method: 'GET', after: 'r1/1' },
    ]);
  });

  it('goes on after a reload with the events that were missed, and knows when the run is over', async () => {
    (await begin()).subscription.unsubscribe();
    await until(() => run().connections === 0);
    run().emit(text('b'));
    const story = follow(page().resume());
    await until(() => story.seen.length === 2);
    finish();
    await until(() => story.end !== undefined);
    expect(story.seen).toEqual(['resumed', 'b', 'RUN_FINISHED']);
    expect(await outcome(page().resume())).toEqual({ values: [], error: undefined });
    expect(methods()).toEqual(['POST', 'GET']);
  });

  it('knows that a run is over whose page was left before the server ended the response', async () => {
    const left = await begin();
    run().emit(finished());
    await until(() => left.seen.length === 4);
    left.subscription.unsubscribe();
    expect(await outcome(page().resume())).toEqual({ values: [], error: undefined });
    expect(methods()).toEqual(['POST']);
  });

  it('delivers all events of the run again after a reload, for a page that keeps nothing', async () => {
    (await begin({ cursor: memoryCursor() })).subscription.unsubscribe();
    finish();
    const story = follow(page({ cursor: memoryCursor() }).resume());
    await until(() => story.end !== undefined);
    expect(story.seen).toEqual(['first', 'RUN_STARTED', 'a', 'RUN_FINISHED']);
  });

  it('finds a run whose page was left before its first event', async () => {
    const left = follow(page().run(input));
    await until(() => runs.has('r1'));
    left.subscription.unsubscribe();
    run().emit(started());
    finish();
    const story = follow(page().resume());
    await until(() => story.end !== undefined);
    expect(story.seen).toEqual(['first', 'RUN_STARTED', 'RUN_FINISHED']);
    expect(methods()).toEqual(['POST', 'GET']);
  });

  it.each([
    ['a cut', cut],
    ['a pause', () => Promise.resolve()],
  ])('sends no second POST after %s before the first event', async (_what, happen) => {
    const pauseWhile = new BehaviorSubject(false);
    const story = follow(page({ pauseWhile }).run(input));
    await until(() => runs.has('r1') && run().connections === 1);
    await happen();
    pauseWhile.next(true);
    pauseWhile.next(false);
    gate.next(true);
    await until(() => asked.length === 2);
    run().emit(started());
    finish();
    await until(() => story.end !== undefined);
    expect(story.seen.slice(-2)).toEqual(['RUN_STARTED', 'RUN_FINISHED']);
    expect(methods()).toEqual(['POST', 'GET']);
  });

  it('sends the POST again when the server refused it because it is busy', async () => {
    busy = 2;
    await begin();
    expect(methods()).toEqual(['POST', 'POST', 'POST']);
  });

  it('emits RUN_ERROR and completes, also after RUN_FINISHED', async () => {
    const story = await begin();
    run().emit(finished(), failed);
    run().end();
    await until(() => story.end !== undefined);
    expect(story.seen.slice(3)).toEqual(['RUN_FINISHED', 'RUN_ERROR']);
    expect(story.end).toBe('completed');
  });

  it('is not over when an earlier run of the thread, which the server repeats, is', async () => {
    const story = follow(page().run(input));
    await until(() => runs.has('r1'));
    run().emit(started('r0'), finished('r0'));
    await until(() => story.seen.length === 3);
    await cut();
    run().emit(started());
    finish();
    gate.next(true);
    await until(() => story.end !== undefined);
    expect(story.seen.slice(3)).toEqual(['resumed', 'RUN_STARTED', 'RUN_FINISHED']);
    expect(story.end).toBe('completed');
  });

  it('reports a gap when the server has dropped events that were missed', async () => {
    const story = await begin();
    await cut();
    run().emit(text('b'), text('c'));
    run().first = 3;
    gate.next(true);
    await until(() => story.seen.length === 5);
    expect(story.seen.slice(3)).toEqual(['gap', 'c']);
  });

  it('fails, and starts no second run, where the server cannot resume', async () => {
    resumes = false;
    const story = await begin();
    await cut();
    gate.next(true);
    await until(() => story.end !== undefined);
    expect(story.end).toMatchObject({ code: 'http', status: 405 });
    expect(methods()).toEqual(['POST', 'GET']);
  });

  it('fails when the server does not know the run any more', async () => {
    const story = await begin();
    await cut();
    runs.clear();
    gate.next(true);
    await until(() => story.end !== undefined);
    expect(story.end).toMatchObject({ code: 'http', status: 404 });
    expect(methods()).toEqual(['POST', 'GET', 'GET']);
  });

  it('validates with the schemas of AG-UI', async () => {
    const events: string[] = [];
    const next = ({ kind }: PushEvent<AGUIEvent>): number => events.push(kind);
    // With `exactOptionalPropertyTypes` the types of zod, which allow `undefined`, are not those of AG-UI.
    const schema = EventSchemas as StandardSchemaV1 as StandardSchemaV1<unknown, AGUIEvent>;
    using.push(page({ schema }).run(input).subscribe(next));
    await until(() => runs.has('r1'));
    run().emit(started(), { type: 'NEW_KIND' } as never, text('a'));
    await until(() => events.length === 5);
    expect(events).toEqual(['connecting', 'open', 'message', 'rejected', 'message']);
  });
});
