import { storedCursor, type CursorStore } from 'ngx-comet/core';

/** What a tab needs of its browser to work with others. */
export interface Platform {
  readonly key: string;
  /** Where the source keeps its place, if it does so under the same name. */
  readonly cursor: CursorStore;
  readonly locks: LockManager;
  /** `undefined` where the browser forbids it. */
  readonly open: () => BroadcastChannel | undefined;
  /** Tells that the page is put away, and that it is back; returns what stops that. */
  readonly watch: (away: () => void, back: () => void) => () => void;
}

/**
 * Counted up with every change of what tabs tell each other: after a deploy old pages are open beside new ones, and those that do
 * not understand each other each have a leader of their own.
 */
const PROTOCOL = 1;

/** The means of this browser, looked up when they are needed; `undefined` where one is missing. */
export function platform(name: string): Platform | undefined {
  const locks = (globalThis.navigator as Navigator | undefined)?.locks;
  const Channel = globalThis.BroadcastChannel as typeof BroadcastChannel | undefined;
  // A server has both by now, but no tabs.
  const isPage = (globalThis as Partial<EventTarget>).addEventListener !== undefined;
  if (!isPage || locks === undefined || Channel === undefined) return undefined;
  const key = `ngx-comet.tabs.${PROTOCOL}.${name}`;
  return { key, cursor: storedCursor(name), locks, open: () => channel(Channel, key), watch };
}

// It is there and throws where the user forbids a site to keep anything.
function channel(Channel: typeof BroadcastChannel, key: string): BroadcastChannel | undefined {
  try {
    return new Channel(key);
  } catch {
    return undefined;
  }
}

function watch(away: () => void, back: () => void): () => void {
  const page = globalThis.document as Document | undefined;
  const listeners: readonly (readonly [EventTarget | undefined, string, () => void])[] = [
    [globalThis, 'pagehide', away],
    [globalThis, 'pageshow', back],
    [page, 'freeze', away],
    [page, 'resume', back],
  ];
  // A worker has neither; it lives and dies with its page.
  for (const [target, type, listener] of listeners) target?.addEventListener(type, listener);
  return () => {
    for (const [target, type, listener] of listeners) target?.removeEventListener(type, listener);
  };
}
