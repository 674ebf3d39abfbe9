// What the snippets of the documentation talk about without saying what it is.
import type { HttpClient, HttpInterceptorFn } from '@angular/common/http';
import type { Type } from '@angular/core';
import type { Connection, ConnectionStatus, PushMessage, PushService, ResumeOptions } from 'ngx-comet';
import type { Observable } from 'rxjs';
import type { ZodType } from 'zod';

declare global {
  // ——— messages, and what is sent
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
  interface Order {
    readonly buy: string;
  }
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
  /** Commands are what the server takes. */
  type Command = Readonly<Record<string, unknown>>;
  const User: ZodType<{ readonly name: string }>;

  // ——— what an application does with them
  function show(...values: readonly unknown[]): void;
  function showStatus(status: ConnectionStatus): void;
  function append(...values: readonly unknown[]): void;
  function update(...values: readonly unknown[]): void;
  function greet(...values: readonly unknown[]): void;
  function reload(): void;
  function token(): string;
  /** For one connection, from the server. */
  function ticket(): Promise<string>;
  function freshToken(): Promise<string>;
  class Session {
    token(): string;
    refresh(): Observable<unknown>;
  }

  // ——— what there is in it
  const url: string;
  const id: (message: unknown) => string | undefined;
  const resume: ResumeOptions;
  /** Routes to whatever the snippet is about. */
  const routes: never;
  const feed: Connection<Price, Order>;
  /** A peer of whatever the snippet is about. */
  const peer: never;
  const messages$: Observable<PushMessage<Price>>;
  const say$: Observable<Line>;
  const orders$: Observable<Order>;
  const http: HttpClient;
  const authInterceptor: HttpInterceptorFn;
  const App: Type<unknown>;
  const PING: Line;

  /** What a snippet that is the inside of a class is put into. */
  class SnippetHost {
    protected readonly push: PushService;
    protected readonly http: HttpClient;
  }
}
