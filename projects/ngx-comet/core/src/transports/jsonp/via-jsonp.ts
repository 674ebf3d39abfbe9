import type { JsonpOptions } from './jsonp-options';
import type { Route } from '../../route/route';
import { checkPushOptions } from '../../session/check-push-options';
import { cursorRequest } from '../../url/cursor-request';
import { attemptQuery } from '../../url/attempt-query';
import { checkUrl } from '../../url/check-url';
import { resolveUrl } from '../../url/resolve-url';
import { withQuery } from '../../url/with-query';
import { jsonpTransport, type JsonpParts } from './jsonp-transport';
import { checkJsonpOptions } from './check-jsonp-options';
import type { UrlSource } from '../../url/url-source';
import type { Attempt } from '../../vocabulary/attempt';
import type { AttemptSink } from '../../vocabulary/transport';
import { own, ownOptions } from '../../platform/own';

/** The route of {@link jsonp$}. */
export function viaJsonp<T>(url: UrlSource, given: JsonpOptions<T> & JsonpParts = {}): Route<T> {
  const options = ownOptions(given);
  checkUrl(url);
  checkPushOptions(options);
  checkJsonpOptions(options);
  return {
    transport: 'jsonp',
    own: options,
    plan: ({ maxMessageSize, clock, resume }, defaults) => {
      const byUrl = options.defaults ?? defaults?.defaults;
      const cursor = cursorRequest(options.resume ?? resume);
      return {
        transport: 'jsonp',
        opensWithAnswer: true,
        // The request has its own time limit.
        connectTimeout: options.connectTimeout ?? 0,
        connect: jsonpTransport(
          own({
            ...options,
            endpoint: async (attempt: Attempt, sink: AttemptSink) => {
              const address = await resolveUrl(url, attempt, 'jsonp', sink);
              return withQuery(address, attemptQuery(cursor, attempt, sink, byUrl?.(address).query));
            },
            maxMessageSize,
            clock,
          }),
        ),
      };
    },
  };
}
