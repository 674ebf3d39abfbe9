import { baseUrl } from '../platform/page';

/** The requests of all streams of the page to one origin. */
interface OriginRequests {
  /** The attempts that made them, the earliest first. */
  readonly attempts: Set<object>;
  /** Whether the hint about them was logged. */
  told: boolean;
}

/** Requests that are connecting or open, by their origin. Known during development only. */
const requests = /* @__PURE__ */ new Map<string, OriginRequests>();

/** Called when an attempt makes its request. A WebSocket does not count: browsers allow many more of them. */
export function requestBegan(attempt: object, url: string): void {
  const origin = originOf(url);
  if (origin === undefined) return;
  const same = requests.get(origin) ?? { attempts: new Set(), told: false };
  requests.set(origin, same);
  same.attempts.add(attempt);
}

/** Called when an attempt ends. */
export function requestEnded(attempt: object): void {
  for (const [origin, { attempts }] of requests) {
    if (attempts.delete(attempt) && attempts.size === 0) requests.delete(origin);
  }
}

/** Requests that began before the one of an attempt, to the same origin. */
export interface EarlierRequests {
  readonly origin: string;
  readonly count: number;
}

/** The requests before the one of an attempt; `undefined` if the hint about its origin was logged. */
export function earlierRequests(attempt: object): EarlierRequests | undefined {
  for (const [origin, { attempts, told }] of requests) {
    if (!told && attempts.has(attempt)) return { origin, count: [...attempts].indexOf(attempt) };
  }
  return undefined;
}

/** One hint explains all that wait for an origin, until it has no requests any more. */
export function hintLogged(origin: string): void {
  const same = requests.get(origin);
  if (same !== undefined) same.told = true;
}

/** `undefined` where no browser limits the connections, and for a URL that is not HTTP. */
function originOf(url: string): string | undefined {
  const base = baseUrl();
  if (base === undefined || !URL.canParse(url, base)) return undefined;
  const { protocol, origin } = new URL(url, base);
  return protocol.startsWith('http') ? origin : undefined;
}
