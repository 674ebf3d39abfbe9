// Declares the names that the snippets of the documentation use and do not declare.
import type { AGUIEvent as AgentEvent, RunAgentInput } from '@ag-ui/core';
import type { HttpClient, HttpInterceptorFn } from '@angular/common/http';
import type { Type } from '@angular/core';
import type { Connection, ConnectionStatus, PushEvent, PushMessage, PushService, ResumeOptions } from 'ngx-comet';
import type { Observable } from 'rxjs';
import type { ZodType } from 'zod';
import type { agUi as agUiRecipe } from '../../projects/ngx-comet/recipes/ag-ui';
import type { durableStream$ as durableStreamRecipe } from '../../projects/ngx-comet/recipes/durable-stream';
import type { graphqlSse as graphqlSseRecipe } from '../../projects/ngx-comet/recipes/graphql-sse';
import type { isSessionLost as isSessionLostRecipe, mcp$ as mcpRecipe } from '../../projects/ngx-comet/recipes/mcp';
import type {
  toNative as toNativeRecipe,
  fromNative as fromNativeRecipe,
} from '../../projects/ngx-comet/recipes/native-observable';
import type { usePush as usePushRecipe } from '../../projects/ngx-comet/recipes/use-push';
import type { centrifugo as centrifugoRecipe } from '../../projects/ngx-comet/recipes/centrifugo';
import type { hubOf as hubOfRecipe, mercure$ as mercureRecipe } from '../../projects/ngx-comet/recipes/mercure';
import type { phoenix as phoenixRecipe } from '../../projects/ngx-comet/recipes/phoenix';
import type { pusher as pusherRecipe } from '../../projects/ngx-comet/recipes/pusher';
import type { stompStream as stompStreamRecipe } from '../../projects/ngx-comet/recipes/stomp-stream';

declare global {
  // ——— a test runner, such as Jest or Vitest
  function describe(name: string, tests: () => void): void;
  function beforeEach(prepare: () => void): void;
  function afterEach(work: () => void): void;
  function it(name: string, test: () => void | Promise<void>): void;
  function expect(value: unknown): Expected<void> & { readonly rejects: Expected<Promise<void>> };
  interface Expected<R> {
    toBe(value: unknown): R;
    toEqual(value: unknown): R;
    toMatchObject(value: object): R;
  }

  // ——— messages, received and sent
  interface Price {
    readonly id: string;
    readonly seq: number;
    readonly version: number;
    readonly symbol: string;
    readonly amount: number;
  }
  const Price: ZodType<Price>;
  type Prices = readonly Price[];
  interface Quote {
    readonly symbol: string;
    readonly price: number;
  }
  interface Trade extends Quote {
    readonly volume: number;
  }
  /** An order book, and a change of it. */
  interface Book {
    readonly seq: number;
    readonly bids: ReadonlyMap<number, number>;
  }
  interface Change {
    readonly seq: number;
    readonly price: number;
    readonly size: number;
  }
  interface Order {
    readonly buy: string;
  }
  interface ChatMessage {
    readonly id: string;
    readonly text: string;
  }
  type ChatCommand = { readonly say: string } | { readonly ask: string; readonly id: string };
  const chat: Connection<ChatMessage, ChatCommand>;
  function showPhase(phase: ConnectionStatus['phase']): void;
  interface Job {
    readonly done: boolean;
    readonly progress: number;
  }
  interface Inbox {
    readonly unread: number;
  }
  interface Message {
    readonly id: string;
    readonly text: string;
  }
  interface Page {
    readonly last: string;
    readonly items: readonly unknown[];
  }
  interface LogLine {
    readonly level: string;
    readonly text: string;
  }
  interface Line {
    readonly text: string;
  }
  interface Place {
    readonly city: string;
  }
  interface Update {
    readonly channel: string;
    readonly value: number;
  }
  interface Reply {
    readonly id: number;
  }
  interface Call {
    readonly id: number;
    readonly method: string;
  }
  /** A command to the server. */
  type Command = Readonly<Record<string, unknown>>;
  const User: ZodType<{ readonly name: string }>;

  // ——— functions of an application
  function show(...values: readonly unknown[]): void;
  function showStatus(status: ConnectionStatus): void;
  function append(...values: readonly unknown[]): void;
  function update(...values: readonly unknown[]): void;
  function greet(...values: readonly unknown[]): void;
  function reload(): void;
  function token(): string;
  /** A ticket of the server for one connection. */
  function ticket(): Promise<string>;
  function freshToken(): Promise<string>;
  class Session {
    token(): string;
    refresh(): Observable<unknown>;
  }

  // ——— recipes
  const agUi: typeof agUiRecipe;
  const durableStream$: typeof durableStreamRecipe;
  const graphqlSse: typeof graphqlSseRecipe;
  const isSessionLost: typeof isSessionLostRecipe;
  const mcp$: typeof mcpRecipe;
  type AGUIEvent = AgentEvent;
  /** The input of a run of an agent. */
  const question: RunAgentInput;

  // ——— values of an application
  const url: string;
  const id: (message: unknown) => string | undefined;
  const resume: ResumeOptions;
  /** The routes of any snippet; `never` fits every type. */
  const routes: never;
  const feed: Connection<Price, Order>;
  /** The peer of any snippet; `never` fits every type. */
  const peer: never;
  const messages$: Observable<PushMessage<Price>>;
  const changes$: Observable<PushEvent<Change>>;
  const book$: Observable<Book>;
  const say$: Observable<Line>;
  const orders$: Observable<Order>;
  const http: HttpClient;
  const authInterceptor: HttpInterceptorFn;
  const App: Type<unknown>;
  const PING: Line;

  // ——— recipes
  const usePush: typeof usePushRecipe;
  const toNative: typeof toNativeRecipe;
  const fromNative: typeof fromNativeRecipe;
  const centrifugo: typeof centrifugoRecipe;
  const mercure$: typeof mercureRecipe;
  const hubOf: typeof hubOfRecipe;
  const stompStream: typeof stompStreamRecipe;
  const phoenix: typeof phoenixRecipe;
  const pusher: typeof pusherRecipe;
  const secret: string;

  /** The class around a snippet that consists of class members. */
  class SnippetHost {
    protected readonly push: PushService;
    protected readonly http: HttpClient;
  }
}
