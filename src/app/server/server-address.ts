import { computed, DOCUMENT, inject, Injectable, signal } from '@angular/core';

// Two names of one machine are two origins to a browser.
const OTHER_NAME: Readonly<Record<string, string>> = { localhost: '127.0.0.1', '127.0.0.1': 'localhost' };

/** The addresses of the feeds: on the server of this page, at its own origin or at another one. */
@Injectable({ providedIn: 'root' })
export class ServerAddress {
  readonly #location = inject(DOCUMENT).location;

  /** The origin of this page. */
  readonly own = this.#location.origin;
  /** The same server under another name; `undefined` if it has none. */
  readonly other = otherOrigin(this.#location);
  readonly crossOrigin = signal(false);
  readonly #base = computed(() => (this.crossOrigin() && this.other !== undefined ? this.other : ''));

  /** The URL of the ticker for one route. In a reactive context it follows the switch. */
  feed(route: string): string {
    return `${this.#base()}/feeds/ticker/${route}`;
  }

  /** The URL of the order book for one route, or of its snapshot; it follows the switch too. */
  book(route: string): string {
    return `${this.#base()}/feeds/book/${route}`;
  }
}

function otherOrigin({ protocol, hostname, port }: Location): string | undefined {
  const name = OTHER_NAME[hostname];
  return name === undefined ? undefined : `${protocol}//${name}${port === '' ? '' : `:${port}`}`;
}
