// What runs in the page under test: a feed by its recipe, and what is seen of it.
import { isPushError, type PushError, type PushErrorCode, type PushEvent } from 'ngx-comet/core';
import { Subject, type Subscription } from 'rxjs';
import type { Context, Given } from './recipes/recipe';
import { RECIPES, type RecipeName } from './recipes/recipes';

export type { Given, RecipeName };

/** The properties of an error that a test can read. */
export interface Facts {
  readonly code: PushErrorCode;
  readonly transient: boolean;
  readonly status?: number;
  readonly closeCode?: number;
  readonly closeReason?: string;
  readonly retryAfter?: number;
  readonly body?: string;
}
export type Opened = Extract<PushEvent<unknown>, { kind: 'open' }>['continuity'];

/** A feed so far. */
export interface Seen {
  /** The numbers of the messages. */
  readonly numbers: number[];
  /** The messages themselves. */
  readonly data: unknown[];
  readonly ids: (string | undefined)[];
  readonly opened: Opened[];
  /** The subprotocol of the latest WebSocket. */
  protocol?: string;
  readonly lost: Facts[];
  readonly rejected: string[];
  /** How many requests were made by `fetch`. */
  requests: number;
  end?: 'complete' | Facts;
}

interface Running {
  readonly seen: Seen;
  readonly outgoing: Subject<unknown>;
  readonly subscription: Subscription;
}

const feeds: Running[] = [];

/** Subscribes, and returns the number of the subscription. */
function start(recipe: RecipeName, url: string, given: Given): number {
  const seen: Seen = { numbers: [], data: [], ids: [], opened: [], lost: [], rejected: [], requests: 0 };
  const outgoing = new Subject<unknown>();
  const context: Context = {
    outgoing,
    fetch: (input, init) => {
      seen.requests++;
      return fetch(input, init);
    },
  };
  const subscription = RECIPES[recipe](url, given, context).subscribe({
    next: (event) => {
      note(seen, event);
    },
    error: (error: unknown) => {
      if (!isPushError(error)) throw error;
      seen.end = facts(error);
    },
    complete: () => {
      seen.end = 'complete';
    },
  });
  return feeds.push({ seen, outgoing, subscription }) - 1;
}

function note(seen: Seen, event: PushEvent<unknown>): void {
  if (event.kind === 'open') {
    seen.opened.push(event.continuity);
    if (event.protocol !== undefined) seen.protocol = event.protocol;
  } else if (event.kind === 'lost') seen.lost.push(facts(event.error));
  else if (event.kind === 'rejected') seen.rejected.push(`${event.error.message}: ${String(event.raw)}`);
  else if (event.kind === 'message') {
    const { data, id } = event.message;
    seen.data.push(data);
    seen.ids.push(id);
    seen.numbers.push(numberOf(data));
  }
}

function numberOf(data: unknown): number {
  return typeof data === 'object' && data !== null && 'n' in data ? Number(data.n) : NaN;
}

function facts({ code, transient, status, closeCode, closeReason, retryAfter, body }: PushError): Facts {
  return {
    code,
    transient,
    ...(status === undefined ? {} : { status }),
    ...(closeCode === undefined ? {} : { closeCode, closeReason: closeReason ?? '' }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(body === undefined ? {} : { body }),
  };
}

const interop = {
  start,
  seen: (feed: number) => feeds[feed]?.seen,
  all: () => feeds.map(({ seen }) => seen),
  send: (feed: number, value: unknown) => feeds[feed]?.outgoing.next(value),
  stop: (feed: number) => feeds[feed]?.subscription.unsubscribe(),
};

Object.assign(window, { interop });

declare global {
  interface Window {
    readonly interop: typeof interop;
  }
}
