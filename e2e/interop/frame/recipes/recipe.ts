import type { PushEvent } from 'ngx-comet/core';
import type { Observable, Subject } from 'rxjs';

/** What can be told to a recipe from outside the page. */
export interface Given {
  /** Milliseconds to the next attempt, default 20; `false` = one attempt. */
  readonly retryAfter?: number | false;
  /** Options of the factory that are plain data, as they are. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly decode?: 'json' | 'text' | 'bytes';
  /** The cursor of a message is this member of its data, such as `n`. */
  readonly idFrom?: string;
  /** WebSockets: closes whose reason begins so are transient, whatever their code. */
  readonly passing?: string;
  /** One `connection` with this route, which checks the numbers: what is missing is a gap. */
  readonly sequence?: true;
  /** What the recipes of one server need more. */
  readonly more?: Readonly<Record<string, string>>;
}

/** What the page gives to a recipe. */
export interface Context {
  /** What the test sends. */
  readonly outgoing: Subject<unknown>;
  /** The page's own `fetch`, counted. */
  readonly fetch: typeof fetch;
}

/** A feed of messages `{ n: 1 }`, `{ n: 2 }`, …, whatever the server's own form is. */
export type Recipe = (url: string, given: Given, context: Context) => Observable<PushEvent<unknown>>;
