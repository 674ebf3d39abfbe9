import { sse$ } from 'ngx-comet/core';

/** A line of text for each event of the feed: the phase of the connection, or the price. */
export function lines(/** @type {(line: string) => void} */ show) {
  return sse$(new URL('/feeds/prices/sse', self.location.origin), { observe: 'events' }).subscribe({
    next: (event) => show(event.kind === 'message' ? String(event.message.data.value) : event.kind),
    error: (error) => show(String(error)),
  });
}
