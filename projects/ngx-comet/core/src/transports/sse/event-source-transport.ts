import { PushError } from '../../vocabulary/push-error';
import { isPushError } from '../../vocabulary/is-push-error';
import { schemeFault } from '../../http/url-fault';
import type { HttpOptions } from '../../http/http-options';
import type { Transport } from '../../vocabulary/transport';
import type { UrlSource } from '../../url/url-source';
import { safeReason } from '../../url/safe-reason';
import { attemptQuery } from '../../url/attempt-query';
import type { CursorRequest } from '../../url/cursor-request';
import { resolveUrl } from '../../url/resolve-url';
import { withQuery } from '../../url/with-query';
import { own } from '../../platform/own';
import { shorten } from '../../platform/shorten';
import { run, type Steps } from '../../platform/run-steps';
import { EventSourceConnection } from './event-source-connection';

export interface EventSourceTransportConfig {
  readonly url: UrlSource;
  readonly http: Pick<HttpOptions, 'query' | 'credentials' | 'defaults'>;
  /** Only the query can carry the cursor: an EventSource takes no headers. */
  readonly cursor: CursorRequest;
  /** False if no request may carry a cursor. */
  readonly resumes: boolean;
  /** The names of the events to listen to, default `message`. */
  readonly events: readonly string[] | undefined;
  /** Default that of the platform. Only tests have another one. */
  readonly EventSource: typeof EventSource | undefined;
}

/** The parts of a plan that an EventSource needs. */
export interface EventSourceTransport {
  readonly connect: Transport;
  readonly release: (wait?: number) => void;
}

/**
 * The longest wait for the next attempt, in milliseconds, during which an EventSource is kept. The default schedule
 * waits 20 s at most.
 */
const LONGEST_WAIT = 30_000;

/**
 * Server-sent events over the browser's own EventSource (HTML §9.2). A page cannot set `Last-Event-ID`, but the browser
 * sends it when it reconnects an EventSource by itself. So an EventSource that lost its connection is kept until the
 * next attempt of the session, which goes on with it. The session still decides when there is an attempt: if it pauses,
 * ends or waits long, the EventSource is closed.
 *
 * Each subscription needs its own.
 */
export function eventSourceTransport({
  url: source,
  http,
  cursor,
  resumes,
  events = ['message'],
  EventSource: wired,
}: EventSourceTransportConfig): EventSourceTransport {
  /** Its attempt was lost, and the next one has not begun. */
  let kept: EventSourceConnection | undefined;

  const release = (wait = Infinity): void => {
    if (wait <= LONGEST_WAIT) return;
    kept?.close();
    kept = undefined;
  };
  const keptFor = (url: string, cursor: string | undefined): EventSourceConnection | undefined => {
    // Without a cursor, whoever emptied the store wants to begin anew.
    if (kept?.url === url && kept.continues && cursor !== undefined) {
      const connection = kept;
      kept = undefined;
      return connection;
    }
    release();
    return undefined;
  };

  return {
    release,
    connect: (attempt, sink) => {
      let connection: EventSourceConnection | undefined;
      const steps = function* (): Steps<void> {
        const given = yield* resolveUrl(source, attempt, 'sse', sink);
        if (sink.closed) return;
        const { query, credentials } = own({ ...http.defaults?.(given), ...http });
        const url = withQuery(given, attemptQuery(cursor, attempt, sink, query));
        const make = (to: string): EventSource => open(to, credentials, wired);
        const current = (connection = keptFor(url, attempt.cursor) ?? new EventSourceConnection({ url, events, make }));
        current.attach(sink, (error) => {
          // With a query every attempt has its own URL, which contains the cursor.
          if (resumes && cursor.query === undefined && current.resumes) kept = current;
          else current.close();
          sink.lost(error);
        });
      };
      run(steps(), wired !== undefined, (error) => {
        sink.lost(isPushError(error) ? error : unusable(`an EventSource cannot be made: ${shorten(error)}`, error));
      });
      return () => {
        if (connection !== kept) connection?.close();
      };
    },
  };
}

function open(
  url: string,
  credentials: HttpOptions['credentials'],
  Native = (globalThis as { EventSource?: typeof EventSource }).EventSource,
): EventSource {
  const fault = schemeFault(url);
  if (fault !== undefined) throw unusable(fault, undefined, url);
  if (Native === undefined) throw unusable('this platform has no EventSource');
  try {
    return new Native(url, { withCredentials: credentials === 'include' });
  } catch (cause) {
    throw unusable(`an EventSource cannot be made${safeReason(cause, url)}`, cause, url);
  }
}

function unusable(message: string, cause?: unknown, url?: string): PushError {
  return new PushError('unsupported', message, { transient: false, transport: 'sse', url, cause });
}
