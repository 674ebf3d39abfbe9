import type { Framing } from '../../framing/framing';
import { PushError } from '../../vocabulary/push-error';
import type { AttemptSink, Transport } from '../../vocabulary/transport';
import type { UrlSource } from '../../url/url-source';
import { pendingOf } from '../../framing/bounded-framer';
import { guardedFramer } from '../../framing/guarded-framer';
import type { HttpRequest } from '../../route/http-request';
import { discard } from '../../http/answer';
import { htmlPage } from '../../http/html-page';
import { httpAttempt } from '../../http/http-attempt';
import { isHtml } from '../../http/media-type';
import { readBody, type BodyReader } from '../../http/read-body';

export interface HttpStreamTransportConfig extends HttpRequest {
  readonly url: UrlSource;
  /** `'bytes'` delivers the chunks of the network undecoded. */
  readonly framing: Framing | 'bytes';
  readonly onEnd: 'complete' | 'reconnect';
  /** Whether an HTML page is a stream of messages: only where any text is a message. */
  readonly acceptsHtml: boolean;
}

/** Splits the body of one response, which the server holds open, into messages. */
export function httpStreamTransport(config: HttpStreamTransportConfig): Transport {
  const { framing, onEnd, acceptsHtml } = config;
  const exchange = {
    transport: 'http-stream',
    url: config.url,
    http: config.http,
    cursor: config.cursor,
    now: config.now,
  } as const;

  return (attempt, sink) =>
    httpAttempt(attempt, sink, exchange, (answer) => {
      const { response, url } = answer;
      if (!acceptsHtml && isHtml(response.headers)) {
        sink.lost(htmlPage({ transport: 'http-stream', url, status: response.status }, attempt));
        return () => {
          discard(response);
        };
      }
      sink.open(response);
      const end = (): void => {
        if (onEnd === 'complete') sink.done();
        else sink.lost(ended(url));
      };
      const reader =
        framing === 'bytes' ? binaryReader(sink, end) : textReader(framing, config.maxMessageSize, sink, end);
      return readBody(answer, sink, 'http-stream', reader);
    });
}

function binaryReader(sink: AttemptSink, end: () => void): BodyReader {
  return {
    chunk: (bytes) => {
      sink.message(bytes, 'message', undefined);
    },
    end,
  };
}

/**
 * One decoder decodes all chunks: it strips one BOM, and keeps a character whole that two chunks share (Encoding §6).
 */
function textReader(framing: Framing, maxMessageSize: number, sink: AttemptSink, end: () => void): BodyReader {
  const decoder = new TextDecoder();
  const framer = guardedFramer(framing, maxMessageSize, 'http-stream');
  const emit = (message: string): void => {
    sink.message(message, 'message', undefined);
  };
  const feed =
    framer.pushEach?.bind(framer) ??
    ((text: string): void => {
      framer.push(text).forEach(emit);
    });
  return {
    chunk: (bytes) => {
      feed(decoder.decode(bytes, { stream: true }), emit);
      if (pendingOf(framer) > maxMessageSize) sink.lost(tooLong(maxMessageSize));
    },
    end: () => {
      feed(decoder.decode(), emit);
      framer.end().forEach(emit);
      end();
    },
  };
}

function ended(url: string): PushError {
  return new PushError('closed', 'the server ended the stream', {
    transient: true,
    transport: 'http-stream',
    url,
  });
}

function tooLong(max: number): PushError {
  return new PushError('overflow', `a message is longer than maxMessageSize, ${max} characters`, {
    transient: false,
    transport: 'http-stream',
  });
}
