import type { Attempt } from '../vocabulary/attempt';
import { isPushError } from '../vocabulary/is-push-error';
import { PushError } from '../vocabulary/push-error';
import type { AttemptSink } from '../vocabulary/transport';
import { discard, type Answer } from './answer';
import { exchange, type ExchangeConfig } from './http-exchange';
import { shorten } from '../platform/shorten';
import { run, type Steps } from '../platform/run-steps';
import { wireOf } from '../platform/wire';

/**
 * One request as one attempt: makes the request, calls `receive` with the response, and reports errors. `receive`
 * returns the function that releases the response.
 */
export function httpAttempt(
  attempt: Attempt,
  sink: AttemptSink,
  config: ExchangeConfig,
  receive: (answer: Answer) => () => void,
): () => void {
  let release: (() => void) | undefined;
  const steps = function* (): Steps<void> {
    const answer = yield* exchange(attempt, sink, config);
    if (sink.closed) return discard(answer.response);
    release = receive(answer);
    // The attempt may have been closed while `receive` ran, when `release` was not set yet.
    if (sink.closed) release();
  };
  run(steps(), wireOf(config.clock) !== undefined, (error) => {
    sink.lost(isPushError(error) ? error : unexpected(error, config));
  });
  return () => release?.();
}

function unexpected(cause: unknown, { transport }: ExchangeConfig): PushError {
  return new PushError('protocol', `the request could not be made: ${shorten(cause)}`, {
    transient: false,
    transport,
    cause,
  });
}
