import type { Attempt } from '../../vocabulary/attempt';
import { PushError } from '../../vocabulary/push-error';
import type { AttemptSink, Transport } from '../../vocabulary/transport';
import type { UrlSource } from '../../url/url-source';
import { SseParser, type SseListener } from '../../framing/sse-parser';
import { headOf } from '../../http/answer';
import type { HttpRequest } from '../../route/http-request';
import { httpAttempt } from '../../http/http-attempt';
import { statusOf, type Refusal, type SentRequest } from '../../http/refusal';
import { mediaType } from '../../http/media-type';
import { readBody } from '../../http/read-body';
import { wrongType } from '../../http/wrong-type';

declare const ngDevMode: object | boolean | undefined;

export interface SseTransportConfig extends HttpRequest {
  readonly url: UrlSource;
  /** The names of the events to deliver; `undefined` = all. */
  readonly events: readonly string[] | undefined;
  /** Whether comments are reported. */
  readonly comments: boolean | undefined;
}

/**
 * Server-sent events over fetch (HTML §9.2): like EventSource, but with headers, bodies and errors that say what is
 * wrong.
 */
export function sseTransport(config: SseTransportConfig): Transport {
  const wanted = config.events === undefined ? undefined : new Set(config.events);
  const exchange = {
    transport: 'sse',
    url: config.url,
    http: config.http,
    cursor: config.cursor,
    headers: { Accept: 'text/event-stream' },
    cache: 'no-store',
    refuse,
    clock: config.clock,
  } as const;

  return (attempt, sink) =>
    httpAttempt(attempt, sink, exchange, (answer) => {
      const { response, url } = answer;
      // "HTTP 204 No Content: the user agent must stop reconnecting" (HTML §9.2.1).
      if (response.status === 204) {
        sink.done();
        return () => undefined;
      }
      sink.open(headOf(answer));
      const decoder = new TextDecoder();
      const parser = new SseParser(
        wanted === undefined ? sink : only(wanted, sink),
        config.maxMessageSize,
        config.comments === true ? (text) => sink.comment(text) : undefined,
      );
      return readBody(answer, sink, 'sse', {
        chunk: (bytes) => {
          if (!parser.push(decoder.decode(bytes, { stream: true }))) sink.lost(tooLong(url, config.maxMessageSize));
        },
        // An unfinished event at the end is dropped (HTML §9.2.6). The end of the stream is a loss: an event stream has
        // no end.
        end: () => {
          sink.lost(
            new PushError('closed', 'the server ended the stream', {
              transient: true,
              transport: 'sse',
              url,
            }),
          );
        },
      });
    });
}

/** Delivers the events with these names. Of other events only the id is used, as the cursor. */
function only(names: ReadonlySet<string>, sink: AttemptSink): SseListener {
  return {
    message: (data, event, id) => {
      if (names.has(event)) sink.message(data, event, id);
      else if (id !== undefined) sink.cursor(id);
    },
    cursor: (id) => {
      sink.cursor(id);
    },
    retryDelay: (ms) => {
      sink.retryDelay(ms);
    },
  };
}

/**
 * Returns why a response is no event stream; `undefined` if it is one. Any status but 200 fails the connection, 2xx too
 * (HTML §9.2.2, "announce the connection").
 */
function refuse(response: Response, attempt: Attempt, sent: SentRequest): Refusal | undefined {
  const { status, headers } = response;
  if (status === 204) return undefined;
  if (status !== 200) {
    const why = typeof ngDevMode === 'undefined' || ngDevMode ? ', and only 200 opens an event stream' : '';
    return { code: 'http', message: `the server answered ${statusOf(response, sent)}${why}`, transient: false };
  }
  const expected = 'text/event-stream';
  return mediaType(headers) === expected ? undefined : wrongType(response, expected, attempt, sent);
}

function tooLong(url: string, max: number): PushError {
  return new PushError('overflow', `an event is longer than maxMessageSize, ${max} characters`, {
    transient: false,
    transport: 'sse',
    url,
  });
}
