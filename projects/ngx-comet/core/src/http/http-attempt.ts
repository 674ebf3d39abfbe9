import type { Attempt } from '../vocabulary/attempt';
import { isPushError } from '../vocabulary/is-push-error';
import { PushError } from '../vocabulary/push-error';
import type { AttemptSink } from '../vocabulary/transport';
import { discard, type Answer } from './answer';
import { exchange, type ExchangeConfig } from './http-exchange';

/**
 * One request as one attempt: makes it, hands its answer over, and reports what goes wrong on the way. `receive` returns
 * what lets go of the response.
 */
export function httpAttempt(
  attempt: Attempt,
  sink: AttemptSink,
  config: ExchangeConfig,
  receive: (answer: Answer) => () => void,
): () => void {
  let release: (() => void) | undefined;
  exchange(attempt, sink, config)
    .then((answer) => {
      if (sink.closed) return discard(answer.response);
      release = receive(answer);
      // The receiver may have hung up in the middle of the first message.
      if (sink.closed) release();
    })
    .catch((error: unknown) => {
      sink.lost(isPushError(error) ? error : unexpected(error, config));
    });
  return () => release?.();
}

function unexpected(cause: unknown, { transport }: ExchangeConfig): PushError {
  return new PushError('protocol', `the request could not be made: ${String(cause)}`, {
    transient: false,
    transport,
    cause,
  });
}
