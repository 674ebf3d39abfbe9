import { EmptyError, filter, first, map, Observable, tap, type SchedulerLike } from 'rxjs';
import { check, checkOptions, need } from '../checks/check';
import { aBoolean, aFunction, having, milliseconds } from '../checks/kinds';
import { operatorClock } from '../platform/monotonic-clock';
import { timeLimit } from '../platform/time-limit';
import { PushError } from '../vocabulary/push-error';
import type { PushPeer } from './push-peer';
import { numberOr } from '../platform/number-or';
import { own } from '../platform/own';

declare const ngDevMode: object | boolean | undefined;

/** How the answer to a request is recognized, and how long it may take. */
export interface RequestOptions<In> {
  /** Returns true for the message that is the answer. */
  readonly match: (data: In) => boolean;
  /** The time limit of the answer in milliseconds, default 10_000; 0 = no limit. After it, a transient `timeout`. */
  readonly timeout?: number | undefined;
  /**
   * `true` if the server may get the request more than once. Then it is sent again over every new connection until it is
   * answered. Otherwise it waits for the answer over the next connection, and errors with `aborted` when another tab
   * takes the connection over after it was sent. Default false.
   */
  readonly idempotent?: boolean | undefined;
  /** The source of time, default `monotonicClock`. A {@link Connection} uses its own by default. */
  readonly clock?: SchedulerLike | undefined;
}

/**
 * Sends a request over a connection that carries other messages too. It sends when it is subscribed to, emits the first
 * message that matches and completes. Unsubscribing stops waiting.
 *
 * Errors with a transient `timeout` (default 10_000 ms, 0 = no limit), with `aborted` if the connection ends before the
 * answer, and with the error of the connection. It keeps waiting when the connection is lost: the request may still be
 * in the queue, and the answer may arrive over the next connection. With `idempotent` it is sent again then.
 *
 * @usageNotes
 * ```ts
 * const outgoing = new Subject<Call>();
 * const events$ = websocket$<Reply, Call>('/rpc', { outgoing, observe: 'events' }).pipe(share());
 * const peer = { events$, send: (call: Call) => outgoing.next(call) };
 * request(peer, { id: 7, method: 'quote' }, { match: (reply) => reply.id === 7 }).subscribe((reply) => show(reply));
 * ```
 */
export function request<In, Out>(peer: PushPeer<In, Out>, value: Out, options: RequestOptions<In>): Observable<In> {
  if (typeof ngDevMode === 'undefined' || ngDevMode) checkRequest(peer, options as RequestOptions<unknown>);
  const { match, clock = operatorClock(), idempotent = false, ...rest } = own(options);
  const timeout = numberOr(10_000, rest.timeout);
  return new Observable((subscriber) => {
    const revocable = isRevocable(peer) ? peer : undefined;
    const send = (): void => {
      if (revocable === undefined) peer.send(value);
      else subscriber.add(revocable.sendRevocably(value));
    };
    /** A connection was lost after the request was sent, so the answer may never come. */
    let lost = false;
    const answer = peer.events$.pipe(
      tap(({ kind }) => {
        if (kind === 'lost') lost = true;
        if (kind !== 'open' || !lost) return;
        lost = false;
        if (idempotent && revocable?.waits(value) !== true) send();
      }),
      filter((event) => event.kind === 'message'),
      map(({ message }) => message.data),
      first(match),
    );
    // Subscribed before sending, because the answer may arrive at once.
    subscriber.add(
      answer.subscribe({
        next: (data) => {
          subscriber.next(data);
          subscriber.complete();
        },
        error: (error: unknown) => {
          subscriber.error(error instanceof EmptyError ? unanswered('the connection ended') : error);
        },
      }),
    );
    if (subscriber.closed) return;
    if (timeout > 0) {
      subscriber.add(
        timeLimit(clock, timeout, () => {
          subscriber.error(new PushError('timeout', `no answer within ${timeout} ms`, { transient: true }));
        }),
      );
    }
    if (revocable !== undefined) {
      const passed = revocable.handedOver$.subscribe(() => {
        if (revocable.waits(value)) return;
        lost = true;
        if (!idempotent) subscriber.error(unanswered('another tab took the connection over'));
      });
      subscriber.add(passed);
    }
    send();
  });
}

function checkRequest(peer: unknown, options: RequestOptions<unknown>): void {
  check('peer', peer, having('send', 'an object with events$ and send'));
  checkOptions<RequestOptions<unknown>>('request', options, {
    match: aFunction,
    timeout: milliseconds,
    idempotent: aBoolean,
    clock: having('schedule', 'a SchedulerLike'),
  });
  need('match', own(options).match, aFunction);
}

/** A peer that can remove a waiting message. Otherwise a request could be sent after its caller stopped waiting. */
export interface RevocablePeer<In, Out> extends PushPeer<In, Out> {
  /** Sends like `send`. Returns a function that removes the message while it waits. */
  sendRevocably(value: Out): () => void;
  /** Whether the message waits to be sent. */
  waits(value: Out): boolean;
  /** Emits when another tab has the connection now. The answer to what was sent before may have gone to the old one. */
  readonly handedOver$: Observable<unknown>;
}

function isRevocable<In, Out>(peer: PushPeer<In, Out>): peer is RevocablePeer<In, Out> {
  return 'sendRevocably' in peer;
}

function unanswered(why: string): PushError {
  return new PushError('aborted', `${why} before the answer`, { transient: false });
}
