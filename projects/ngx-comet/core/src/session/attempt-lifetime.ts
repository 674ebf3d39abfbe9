import type { Attempt } from '../vocabulary/attempt';
import { isPushError } from '../vocabulary/is-push-error';
import { PushError } from '../vocabulary/push-error';
import type { AttemptSink, Transport } from '../vocabulary/transport';
import type { TransportName } from '../vocabulary/transport-name';

/** One attempt from its beginning to its end: it begins once and ends once, and then hangs up. */
export class AttemptLifetime {
  /** True once it has ended. */
  closed = false;
  readonly #abort = new AbortController();
  #hangUp: (() => void) | undefined;

  /** Connects. What the transport throws is reported as the loss of the attempt. */
  begin(transport: Transport, from: Omit<Attempt, 'signal'>, sink: AttemptSink, name: TransportName): void {
    const attempt: Attempt = {
      attempt: from.attempt,
      // Read when it is sent: another connection of this attempt may have moved it.
      get cursor() {
        return from.cursor;
      },
      error: from.error,
      signal: this.#abort.signal,
    };
    try {
      const hangUp = transport(attempt, sink);
      // The transport may have ended the attempt before it returned.
      if (this.closed) hangUp();
      else this.#hangUp = hangUp;
    } catch (error) {
      sink.lost(isPushError(error) ? error : cannotStart(name, error));
    }
  }

  /** Ends it. `reason` is the error that the connection was lost to, if it was. False if it had ended before. */
  end(reason?: PushError): boolean {
    if (this.closed) return false;
    this.closed = true;
    this.#abort.abort(reason);
    const hangUp = this.#hangUp;
    this.#hangUp = undefined;
    hangUp?.();
    return true;
  }
}

function cannotStart(transport: TransportName, cause: unknown): PushError {
  return new PushError('unsupported', `the ${transport} transport cannot start: ${String(cause)}`, {
    transient: false,
    transport,
    cause,
  });
}
