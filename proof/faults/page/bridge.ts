import type { ClientPlan, Command } from '../clients.ts';
import type { Seen } from '../story.ts';

/** What of a client's plan can be passed to a page. */
export type PagePlan = Omit<ClientPlan, 'outgoing' | 'unsent'>;

/** What the page tells of a stream. Times of `seen` are the page's. */
export type Told =
  | { readonly kind: 'seen'; readonly seen: Seen }
  | { readonly kind: 'error'; readonly code: string | undefined }
  | { readonly kind: 'complete' }
  | { readonly kind: 'unsent'; readonly given: readonly number[] };

/** What Node calls in the page. */
export interface FaultsPage {
  open(stream: number, plan: PagePlan): void;
  send(stream: number, command: Command): void;
  close(stream: number): void;
  /** A WebSocket without the library. Resolves when it is open. */
  openSocket(url: string): Promise<void>;
  /** Calls its `close()`. */
  closeSocket(url: string): void;
}

declare global {
  interface Window {
    faults: FaultsPage;
    /** A binding of Node. */
    told(stream: number, told: Told): Promise<void>;
  }
}
