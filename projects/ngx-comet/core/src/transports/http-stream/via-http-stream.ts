import { checkAll } from '../../checks/check';
import { aFunction, oneOf } from '../../checks/kinds';
import { checkHttpOptions } from '../../http/check-http-options';
import type { HttpStreamOptions } from './http-stream-options';
import { httpRequest } from '../../route/http-request';
import type { Route } from '../../route/route';
import { checkPushOptions } from '../../session/check-push-options';
import { checkUrl } from '../../url/check-url';
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
export function viaHttpStream<T>(url: UrlSource, given: HttpStreamOptions<T> = {}): Route<T> {
  const options = ownOptions(given);
  checkUrl(url);
  checkPushOptions(options);
  checkHttpOptions(options);
  checkAll(options, { onEnd: oneOf('complete', 'reconnect'), id: aFunction });
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
        ...httpRequest(options, settings, defaults, cursorHeader(parts)),
      }),
      idOf: options.id,
    }),
  };
}
