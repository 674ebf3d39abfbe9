import { checkHttpStream } from './check-http-stream-options';
import type { HttpStreamOptions } from './http-stream-options';
import { httpRequest } from '../../route/http-request';
import type { Route } from '../../route/route';
import { httpStreamTransport } from './http-stream-transport';
import type { UrlSource } from '../../url/url-source';
import { cursorHeader, resolveHttpFraming } from '../../framing/resolve-framing';
import { ownOptions } from '../../platform/own';

/**
 * The route of {@link httpStream$}.
 *
 * @usageNotes
 * ```ts
 * connection<Line>([viaHttpStream('/lines', { onEnd: 'reconnect' }), viaLongPolling('/poll')]);
 * ```
 */
export function viaHttpStream<T>(url: UrlSource, options: HttpStreamOptions<T> = {}): Route<T> {
  checkHttpStream('viaHttpStream', url, options);
  return httpStreamRoute(url, options);
}

/** The same, without a check. */
export function httpStreamRoute<T>(url: UrlSource, given: HttpStreamOptions<T>): Route<T> {
  const options = ownOptions(given);
  const { framing: parts = 'lines' } = options;
  const framing = resolveHttpFraming(parts);
  return {
    transport: 'http-stream',
    own: options,
    plan: (settings, defaults) => ({
      transport: 'http-stream',
      connect: httpStreamTransport({
        url,
        // Chunks are split without decoding, so a binary decoder gets the bytes as they arrived.
        framing: settings.decode.binary === true && options.framing === 'chunks' ? 'bytes' : framing,
        onEnd: options.onEnd ?? 'complete',
        acceptsHtml: settings.decode.text === true,
        ...httpRequest('http-stream', options, settings, defaults, cursorHeader(parts)),
      }),
      idOf: options.id,
    }),
  };
}
