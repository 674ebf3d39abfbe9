import type { JsonpOptions } from './jsonp-options';
import type { Route } from '../../route/route';
import { cursorRequest } from '../../url/cursor-request';
import { attemptQuery } from '../../url/attempt-query';
import { resolveUrl } from '../../url/resolve-url';
import { withQuery } from '../../url/with-query';
import { jsonpTransport, type JsonpParts } from './jsonp-transport';
import type { UrlSource } from '../../url/url-source';
import type { Attempt } from '../../vocabulary/attempt';
import type { AttemptSink } from '../../vocabulary/transport';
import { numberOr } from '../../platform/number-or';
import { wireOf } from '../../platform/wire';
import { own, ownOptions } from '../../platform/own';

/** The route of {@link jsonp$}. The options must be checked already. */
export function viaJsonp<T>(url: UrlSource, given: JsonpOptions<T> & JsonpParts = {}): Route<T> {
  const options = ownOptions(given);
  return {
    transport: 'jsonp',
    needsPage: true,
    own: options,
    plan: ({ maxMessageSize, clock, resume, decode }, defaults) => {
      const byUrl = options.defaults ?? defaults?.defaults;
      const cursor = cursorRequest(options.resume ?? resume);
      return {
        transport: 'jsonp',
        opensWithAnswer: true,
        // The request has its own time limit.
        connectTimeout: numberOr(0, options.connectTimeout),
        connect: jsonpTransport(
          own({
            ...options,
            endpoint: function* (attempt: Attempt, sink: AttemptSink) {
              const address = yield* resolveUrl(url, attempt, 'jsonp', sink);
              return withQuery(address, attemptQuery(cursor, attempt, sink, byUrl?.(address).query));
            },
            maxMessageSize,
            clock,
            runScript: wireOf(clock)?.connect('jsonp', options, decode).runScript,
          }),
        ),
      };
    },
  };
}
