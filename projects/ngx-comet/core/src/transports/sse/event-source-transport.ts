import { PushError } from '../../vocabulary/push-error';
import { isPushError } from '../../vocabulary/is-push-error';
import type { HttpOptions } from '../../http/http-options';
import { reportUnanswered } from '../../http/report-unanswered';
import type { AttemptSink, Transport } from '../../vocabulary/transport';
import type { UrlSource } from '../../url/url-source';
import { safeReason } from '../../url/safe-reason';
import { attemptQuery } from '../../url/attempt-query';
import type { CursorRequest } from '../../url/cursor-request';
import { resolveUrl } from '../../url/resolve-url';
import { withQuery } from '../../url/with-query';
import { shorten } from '../../platform/shorten';

export interface EventSourceTransportConfig {
  readonly url: UrlSource;
  readonly query: HttpOptions['query'];
  readonly credentials: HttpOptions['credentials'];
  /** Only the query can carry the cursor: an EventSource takes no headers. */
  readonly cursor: CursorRequest;
  /** The names of the events to listen to. */
  readonly events: readonly string[];
}

const CLOSED = 2;

/**
 * Server-sent events over the browser's own EventSource (HTML §9.2). Each EventSource makes one connection: it is
 * closed when it fails, before it reconnects by itself. Otherwise the session's schedule, gates and limits would not
 * apply.
 */
export function eventSourceTransport(config: EventSourceTransportConfig): Transport {
  return (attempt, sink) => {
    let source: EventSource | undefined;
    resolveUrl(config.url, attempt, 'sse')
      .then((url) => {
        if (sink.closed) return;
        const query = attemptQuery(config.cursor, attempt, sink, config.query);
        source = open(withQuery(url, query), config.credentials);
        listen(source, sink, config.events);
      })
      .catch((error: unknown) => {
        sink.lost(isPushError(error) ? error : unusable(`an EventSource cannot be made: ${shorten(error)}`, error));
      });
    return () => source?.close();
  };
}

function open(url: string, credentials: HttpOptions['credentials']): EventSource {
  const { EventSource: Native } = globalThis as { EventSource?: typeof EventSource };
  if (Native === undefined) throw unusable('this platform has no EventSource');
  try {
    return new Native(url, { withCredentials: credentials === 'include' });
  } catch (cause) {
    throw unusable(`an EventSource cannot be made${safeReason(cause, url)}`, cause, url);
  }
}

function listen(source: EventSource, sink: AttemptSink, events: readonly string[]): void {
  let opened = false;
  let lastId = '';
  const onMessage = ({ data, type, lastEventId }: MessageEvent<string>): void => {
    // An event without an id has the id of the event before. So only a changed id is known to be the event's own.
    const id = lastEventId === lastId ? undefined : lastEventId;
    lastId = lastEventId;
    sink.active();
    sink.message(data, type, id);
  };
  source.addEventListener('open', () => {
    opened = true;
    sink.open();
  });
  source.addEventListener('error', (event) => {
    // A server may name its own events `error`. Only those have data.
    if ('data' in event) return;
    const error = lossOf(source, opened);
    source.close();
    if (opened) sink.lost(error);
    else reportUnanswered(error, source.url, (told) => sink.lost(told));
  });
  for (const name of events) {
    source.addEventListener(name, (event) => {
      if ('data' in event) onMessage(event as MessageEvent<string>);
    });
  }
}

/** An EventSource exposes no reason: its `readyState` only shows whether it would reconnect. */
function lossOf({ readyState, url }: EventSource, opened: boolean): PushError {
  if (readyState === CLOSED) {
    const why =
      'the status is not 200, the content type is not text/event-stream, or CORS forbids the page to read the stream';
    return new PushError('closed', `the EventSource closed for good: ${why}`, {
      transient: false,
      transport: 'sse',
      url,
    });
  }
  const [code, what] = opened
    ? (['closed', 'the stream ended or the connection broke'] as const)
    : (['network', 'cannot reach the server'] as const);
  return new PushError(code, what, { transient: true, transport: 'sse', url });
}

function unusable(message: string, cause?: unknown, url?: string): PushError {
  return new PushError('unsupported', message, { transient: false, transport: 'sse', url, cause });
}
