import { httpRequest } from '../../route/http-request';
import type { Route } from '../../route/route';
import { checkSse } from './check-sse-options';
import type { SseOptions } from './sse-options';
import { eventSourceTransport } from './event-source-transport';
import { sseTransport } from './sse-transport';
import type { UrlSource } from '../../url/url-source';
import { wireOf } from '../../platform/wire';
import { ownOptions } from '../../platform/own';

/**
 * The route of {@link sse$}.
 *
 * @usageNotes
 * ```ts
 * connection<Line>([viaSse('/events'), viaLongPolling('/poll')]);
 * ```
 */
export function viaSse<T>(url: UrlSource, options: SseOptions<T> = {}): Route<T> {
  checkSse('viaSse', url, options);
  return sseRoute(url, options);
}

/** The same, without a check. */
export function sseRoute<T>(url: UrlSource, given: SseOptions<T>): Route<T> {
  const options = ownOptions(given);
  const { via, events, comments, id: idOf } = options;
  return {
    transport: 'sse',
    own: options,
    plan: (settings, defaults) => {
      if (via !== 'event-source') {
        const request = httpRequest('sse', options, settings, defaults, 'Last-Event-ID');
        return { transport: 'sse', connect: sseTransport({ url, events, comments, ...request }), idOf };
      }
      const resumes = (options.resume ?? settings.resume) !== false;
      const request = httpRequest('sse', options, settings, defaults);
      const EventSource = wireOf(settings.clock)?.connect('sse', options, settings.decode).EventSource;
      return { transport: 'sse', ...eventSourceTransport({ url, events, resumes, ...request, EventSource }), idOf };
    },
  };
}
