import { earlierRequests, hintLogged } from './open-requests';

/** How many HTTP/1.1 connections browsers open to an origin. */
const MOST = 6;
/** How long a request has no answer before it counts as one that waits, in milliseconds. */
export const PATIENCE = 3_000;

/**
 * Why an attempt has no answer, if it may wait for a connection that other streams of the page hold. `mayBeHeld` is true
 * if the server may hold the answer back on purpose: then only a known HTTP/1.1 is a proof.
 */
export function crowdHint(attempt: object, mayBeHeld: boolean): string | undefined {
  const { origin, count } = earlierRequests(attempt) ?? { origin: '', count: 0 };
  if (count < MOST) return undefined;
  const protocols = protocolsOf(origin);
  const isOld = protocols.every((protocol) => protocol.startsWith('http/1'));
  if (!isOld || (mayBeHeld && protocols.length === 0)) return undefined;
  hintLogged(origin);
  return `${count} other requests of streams to ${origin} are open or connecting. Over HTTP/1.1 a browser opens ${MOST} connections to an origin, for all its tabs. Serve it over HTTP/2, or use one connection() with channels, a WebSocket, or shareAcrossTabs()`;
}

/** The protocols that the page has spoken with an origin, as far as the browser shows them. */
function protocolsOf(origin: string): readonly string[] {
  const { performance } = globalThis as { readonly performance?: Partial<Performance> };
  const entries = ['navigation', 'resource'].flatMap((type) => performance?.getEntriesByType?.(type) ?? []);
  return entries
    .filter(({ name }) => name.startsWith(`${origin}/`))
    .map((entry) => (entry as Partial<PerformanceResourceTiming>).nextHopProtocol ?? '')
    .filter((protocol) => protocol !== '');
}
