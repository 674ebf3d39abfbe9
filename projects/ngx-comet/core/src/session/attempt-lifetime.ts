import type { Attempt } from '../vocabulary/attempt';
import { isPushError } from '../vocabulary/is-push-error';
import { PushError } from '../vocabulary/push-error';
import type { AttemptSink, Transport } from '../vocabulary/transport';
import type { TransportName } from '../vocabulary/transport-name';
import { shorten } from '../platform/shorten';

/** The life of one attempt: it begins once, ends once, and hangs up at its end. */
export class AttemptLifetime {
  readonly #abort = new AbortController();
  #ended = false;
  #hangUp: (() => void) | undefined;

  /** True once the attempt ended. What the transport reports after that is ignored. */
  get closed(): boolean {
    return this.#ended;
  }

  /** Connects. An error that the transport throws is reported as the loss of the attempt. */
  begin(
    this: AttemptLifetime & AttemptSink,
    connect: Transport,
    from: Omit<Attempt, 'signal'>,
    name: TransportName,
  ): void {
    try {
      const hangUp = connect(
        {
          attempt: from.attempt,
          // Read when the request is made: another connection of this attempt may have moved the cursor.
          get cursor() {
            return from.cursor;
          },
          get everOpen() {
            return from.everOpen;
          },
          get error() {
            return from.error;
          },
          signal: this.#abort.signal,
        },
        this,
      );
      // The transport may have ended the attempt before it returned.
      if (this.#ended) hangUp();
      else this.#hangUp = hangUp;
    } catch (error) {
      this.lost(isPushError(error) ? error : cannotStart(name, error));
    }
  }

  /** Hangs up. `reason` is the error that ended the connection, if there was one. */
  close(reason?: PushError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#abort.abort(reason);
    this.#hangUp?.();
  }
}

function cannotStart(transport: TransportName, cause: unknown): PushError {
  return new PushError('unsupported', `the ${transport} transport cannot start: ${shorten(cause)}`, {
    transient: false,
    transport,
    cause,
  });
}
