import type { CursorStore } from 'ngx-comet/core';
import type { Subscription } from 'rxjs';
import { afterMessages } from './after-messages';

/** What a tab needs from its browser to work with other tabs. */
export interface Platform {
  readonly key: string;
  /** The stored cursor of the source, if it is stored under the same name. */
  readonly cursor: CursorStore;
  readonly locks: LockManager;
  /** `undefined` where the browser forbids it. */
  readonly open: () => BroadcastChannel | undefined;
  /** Calls back after some milliseconds, also in a hidden page, whose timers may be minutes late. */
  readonly soon: (ms: number, call: () => void) => Subscription;
  /** Whether the user has not opened the page yet. */
  readonly prerendering: () => boolean;
  /** Whether the user sees the page. A worker counts as seen. */
  readonly visible: () => boolean;
  /**
   * Calls `away` when the page is frozen or leaves, and `back` when it is back, or when the user opens a prerendered
   * page. Returns the function that stops this.
   */
  readonly watch: (away: () => void, back: () => void, shown: () => void) => () => void;
}

/**
 * Increased with every change of `TabMessage`. After a deploy, old pages are open beside new ones. Pages of different
 * protocols do not understand each other, so each protocol has a leader of its own.
 */
const PROTOCOL = 3;

/** The APIs of this browser, looked up when they are needed; `undefined` if one is missing. */
export function platform(name: string, cursor: CursorStore): Platform | undefined {
  const locks = lockManager();
  const Channel = globalThis.BroadcastChannel as typeof BroadcastChannel | undefined;
  // Servers have both APIs too, but no tabs.
  const isPage = (globalThis as Partial<EventTarget>).addEventListener !== undefined;
  if (!isPage || locks === undefined || Channel === undefined) return undefined;
  const key = `ngx-comet.tabs.${PROTOCOL}.${name}`;
  const open = (): BroadcastChannel | undefined => channel(Channel, key);
  const soon = (ms: number, call: () => void): Subscription => afterMessages(Channel, key, ms, call);
  return { key, cursor, locks, open, soon, prerendering, visible, watch };
}

// A policy or an extension may forbid to look at it.
function lockManager(): LockManager | undefined {
  try {
    return (globalThis.navigator as Navigator | undefined)?.locks;
  } catch {
    return undefined;
  }
}

// The constructor throws if the user forbids the site to store data.
function channel(Channel: typeof BroadcastChannel, key: string): BroadcastChannel | undefined {
  try {
    return new Channel(key);
  } catch {
    return undefined;
  }
}

function prerendering(): boolean {
  return (globalThis.document as { readonly prerendering?: boolean } | undefined)?.prerendering === true;
}

function visible(): boolean {
  return (globalThis.document as Document | undefined)?.visibilityState !== 'hidden';
}

function watch(away: () => void, back: () => void, shown: () => void): () => void {
  const page = globalThis.document as Document | undefined;
  const listeners: readonly (readonly [EventTarget | undefined, string, () => void])[] = [
    [globalThis, 'pagehide', away],
    [globalThis, 'pageshow', back],
    [page, 'freeze', away],
    [page, 'resume', back],
    [page, 'prerenderingchange', back],
    [page, 'visibilitychange', shown],
  ];
  // A worker has no document. It ends with its page.
  for (const [target, type, listener] of listeners) target?.addEventListener(type, listener);
  return () => {
    for (const [target, type, listener] of listeners) target?.removeEventListener(type, listener);
  };
}
