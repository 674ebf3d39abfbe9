import type { JsonpOptions } from './jsonp-options';
import type { Route } from '../../route/route';
import { checkPushOptions } from '../../session/settings';
import { cursorRequest } from '../../url/cursor-request';
import { checkUrl, resolveUrl, withQuery } from '../../url/resolve-url';
import { jsonpTransport } from './jsonp-transport';
import { checkJsonpOptions } from './check-jsonp-options';
import type { UrlSource } from '../../url/url-source';

/** How an answer becomes messages. */
export interface JsonpParts {
  /** An answer that is an array is as many messages; by default one answer is one message. */
  readonly batch?: boolean | undefined;
}

/** The route of {@link jsonp$}. */
export function viaJsonp<T>(url: UrlSource, options: JsonpOptions<T> & JsonpParts = {}): Route<T> {
  checkUrl(url);
  checkPushOptions(options);
  checkJsonpOptions(options);
  return {
    transport: 'jsonp',
    own: options,
    plan: ({ maxMessageSize, clock, resume }) => {
      const { query } = cursorRequest(options.resume ?? resume);
      return {
        transport: 'jsonp',
        connect: jsonpTransport({
          ...options,
          endpoint: async (attempt) => {
            const cursor = query === undefined || attempt.cursor === undefined ? {} : { [query]: attempt.cursor };
            return withQuery(await resolveUrl(url, attempt, 'jsonp'), cursor);
          },
          maxMessageSize,
          clock,
        }),
      };
    },
  };
}
