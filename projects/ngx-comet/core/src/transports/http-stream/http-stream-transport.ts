import type { BoundedFramer } from '../../framing/bounded-framer';
import { acceptHeader, framingOf, takesType, TAKEN_TYPES, type HttpFraming } from '../../framing/by-type';
import type { Attempt } from '../../vocabulary/attempt';
import { PushError } from '../../vocabulary/push-error';
import type { AttemptSink, Transport } from '../../vocabulary/transport';
import type { UrlSource } from '../../url/url-source';
import type { HttpRequest } from '../../route/http-request';
import { headOf } from '../../http/answer';
import { refusedPage } from '../../http/html-page';
import type { Refusal, SentRequest } from '../../http/refusal';
import { httpAttempt } from '../../http/http-attempt';
import { mediaType } from '../../http/media-type';
import { readBody, type BodyReader } from '../../http/read-body';
import { wrongType } from '../../http/wrong-type';

export interface HttpStreamTransportConfig extends HttpRequest {
  readonly url: UrlSource;
  /** `'bytes'` delivers the chunks of the network undecoded. */
  readonly framing: HttpFraming | 'bytes';
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
    headers: framing === 'bytes' ? {} : acceptHeader(framing),
    refuse: (response: Response, attempt: Attempt, sent: SentRequest): Refusal | undefined => {
      const { headers, status } = response;
      const page = acceptsHtml ? undefined : refusedPage(response, attempt);
      if (page !== undefined || framing === 'bytes' || takesType(framing, mediaType(headers), status)) return page;
      return wrongType(response, TAKEN_TYPES, attempt, sent);
    },
    clock: config.clock,
  } as const;

  return (attempt, sink) =>
    httpAttempt(attempt, sink, exchange, (answer) => {
      const { response, url } = answer;
      const create = framing === 'bytes' ? framing : framingOf(framing, mediaType(response.headers));
      sink.open(headOf(answer));
      const end = (): void => {
        if (onEnd === 'complete') sink.done();
        else sink.lost(ended(url));
      };
      const max = config.maxMessageSize;
      const reader =
        create === 'bytes' ? binaryReader(sink, end) : textReader(create(sink, max, 'http-stream'), max, sink, end);
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
function textReader(framer: BoundedFramer, maxMessageSize: number, sink: AttemptSink, end: () => void): BodyReader {
  const decoder = new TextDecoder();
  return {
    chunk: (bytes) => {
      framer.push(decoder.decode(bytes, { stream: true }));
      if (framer.pending > maxMessageSize) sink.lost(tooLong(maxMessageSize));
    },
    end: () => {
      framer.push(decoder.decode());
      framer.end();
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
