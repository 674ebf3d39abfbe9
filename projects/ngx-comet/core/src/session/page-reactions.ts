import type { Subscription } from 'rxjs';
import { pageEvents, type PageEvent } from '../platform/page-events';

/** What the events of the page make a session do. */
export interface PageListener {
  freeze(): void;
  thaw(): void;
  /** It may be possible to connect now, so a wait ends. */
  wake(): void;
  /** The same, but not too often. */
  woken(): void;
  /** The event loop runs. */
  tick(): void;
  /** The event loop stood still: the connection may be dead. */
  stalled(): void;
  /** The machine slept: no connection from before may be kept, if there is none that talks. */
  slept(): void;
}

/** Passes the events of the page to a session. */
export function watchPage(listener: PageListener): Subscription {
  return pageEvents.subscribe((event) => {
    react(event, listener);
  });
}

function react({ kind }: PageEvent, listener: PageListener): void {
  switch (kind) {
    case 'frozen':
      return listener.freeze();
    case 'thawed':
      return listener.thaw();
    case 'activated':
    case 'online':
      return listener.wake();
    case 'visible':
      return listener.woken();
    case 'tick':
      return listener.tick();
    case 'stalled':
      return listener.stalled();
    case 'slept':
      return listener.slept();
  }
}
