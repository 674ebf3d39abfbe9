import type { Fault, Phase } from '../../tools/fault-proxy/fault-proxy.ts';
import type { Limits } from './limits.ts';

/** What is asked about. `connection` has the routes WebSocket, SSE, HTTP stream and long polling. */
export const TRANSPORTS = ['short polling', 'long polling', 'http-stream', 'sse', 'websocket', 'connection'] as const;
/** What only a browser has: `viaJsonpPolling`, and `sse$` with `via: 'event-source'`. */
export const PAGE_TRANSPORTS = ['jsonp polling', 'event-source'] as const;
export type TransportKind = (typeof TRANSPORTS)[number] | (typeof PAGE_TRANSPORTS)[number];
/** What is asked in Node, and as a sample again in Chromium. */
const SAMPLED: readonly TransportKind[] = ['long polling', 'http-stream', 'sse', 'websocket'];

/** Where the client runs. */
export type Place = 'Node' | 'Chromium';

export const PHASES = ['connecting', 'headers', 'message', 'idle', 'sending'] as const;
export type PhaseName = (typeof PHASES)[number];

/**
 * What a fault does to a connection:
 * - `calm`: nothing that a client may report;
 * - `broken`: it ends in the middle;
 * - `mute`: nothing arrives any more, and nobody says so;
 * - `crossed`: bytes of another connection arrive;
 * - `refused`, `portal`, `garbled`, `wrong type`: the next request gets this answer;
 * - `down`: the next connection cannot be made.
 */
export type Effect = 'calm' | 'broken' | 'mute' | 'crossed' | 'refused' | 'portal' | 'garbled' | 'wrong type' | 'down';

export interface FaultRow {
  readonly name: string;
  readonly effect: Effect;
  readonly fault: (given: { readonly portal: string }) => Fault;
  /** How long it lasts, in milliseconds; undefined: it happens to one connection. */
  readonly lasts?: (limits: Limits) => number;
  /** Each phase but `connecting` breaks the connection first, and then this is what the next attempt meets. */
  readonly next?: true;
  /** Needs TLS. */
  readonly secure?: true;
}

/** The page in Chromium is of another origin than its feeds. */
const READABLE = { 'access-control-allow-origin': '*' };
const PAGE = '<!doctype html><title>502</title><h1>Bad Gateway</h1>';
/** Longer than some attempts take. */
const awhile = ({ retry }: Limits): number => 5 * retry;
const tooLong = ({ idle, connect, poll }: Limits): number => 1.5 * Math.max(idle, connect, poll);

export const FAULTS: readonly FaultRow[] = [
  { name: 'latency', effect: 'calm', fault: () => ({ kind: 'latency', ms: 40, direction: 'both' }), lasts: awhile },
  {
    name: 'latency and jitter',
    effect: 'calm',
    fault: () => ({ kind: 'latency', ms: 10, jitter: 60 }),
    lasts: awhile,
  },
  { name: 'bandwidth', effect: 'calm', fault: () => ({ kind: 'bandwidth', bytesPerSecond: 20_000 }), lasts: awhile },
  {
    name: 'slices at any byte',
    effect: 'calm',
    fault: () => ({ kind: 'slices', bytes: 7, random: true, every: 0.2, direction: 'both' }),
    lasts: awhile,
  },
  { name: 'stall within the limits', effect: 'calm', fault: () => ({ kind: 'stall' }), lasts: ({ idle }) => idle / 3 },
  { name: 'stall beyond the limits', effect: 'mute', fault: () => ({ kind: 'stall' }), lasts: tooLong },
  { name: 'hold back 8 KB', effect: 'mute', fault: () => ({ kind: 'hold', bytes: 8_192 }), lasts: tooLong },
  { name: 'black hole', effect: 'mute', fault: () => ({ kind: 'black-hole' }) },
  { name: 'half-open, server gone', effect: 'mute', fault: () => ({ kind: 'half-open', gone: 'server' }) },
  { name: 'half-open, client gone', effect: 'broken', fault: () => ({ kind: 'half-open', gone: 'client' }) },
  { name: 'RST', effect: 'broken', fault: () => ({ kind: 'reset' }) },
  { name: 'FIN', effect: 'broken', fault: () => ({ kind: 'end' }) },
  { name: 'truncated', effect: 'broken', fault: () => ({ kind: 'truncate', bytes: 20 }) },
  { name: 'crossed, copied', effect: 'crossed', fault: () => ({ kind: 'cross', how: 'copy' }) },
  { name: 'crossed, moved', effect: 'crossed', fault: () => ({ kind: 'cross', how: 'move' }) },
  {
    name: '503',
    effect: 'refused',
    next: true,
    fault: () => ({ kind: 'status', code: 503, headers: READABLE, body: 'busy' }),
    lasts: awhile,
  },
  {
    name: '429 with Retry-After',
    effect: 'refused',
    next: true,
    fault: () => ({ kind: 'status', code: 429, headers: { ...READABLE, 'retry-after': '0' } }),
    lasts: awhile,
  },
  {
    name: '502 with a page',
    effect: 'refused',
    next: true,
    fault: () => ({ kind: 'status', code: 502, headers: { ...READABLE, 'content-type': 'text/html' }, body: PAGE }),
    lasts: awhile,
  },
  { name: 'captive portal', effect: 'portal', next: true, fault: () => ({ kind: 'captive-portal' }), lasts: awhile },
  {
    name: 'captive portal, redirect',
    effect: 'portal',
    next: true,
    fault: ({ portal }) => ({ kind: 'captive-portal', redirect: portal }),
    lasts: awhile,
  },
  {
    name: 'wrong encoding',
    effect: 'garbled',
    next: true,
    fault: () => ({ kind: 'headers', set: { 'content-encoding': 'gzip', 'sec-websocket-accept': 'wrong' } }),
    lasts: awhile,
  },
  {
    name: 'wrong content type',
    effect: 'wrong type',
    next: true,
    fault: () => ({ kind: 'headers', set: { 'content-type': 'application/pdf' } }),
    lasts: awhile,
  },
  { name: 'server down', effect: 'down', next: true, fault: () => ({ kind: 'refuse' }), lasts: awhile },
  {
    name: 'TLS of a wrong name',
    effect: 'down',
    next: true,
    secure: true,
    fault: () => ({ kind: 'wrong-certificate' }),
    lasts: awhile,
  },
];

export interface CellPlan {
  readonly transport: TransportKind;
  readonly fault: FaultRow;
  readonly phase: PhaseName;
  readonly place: Place;
  readonly seed: number;
}

/** All of them in Node, or for the short form one cell of each pair of transport and phase, with each fault at least once. */
export function cells(form: 'short' | 'full', seed = 1): readonly CellPlan[] {
  if (form === 'full')
    return TRANSPORTS.flatMap((transport) =>
      FAULTS.flatMap((fault) => PHASES.map((phase) => ({ transport, fault, phase, place: 'Node', seed }))),
    );
  // 6 and 5 have no common divisor, so that the steps meet all pairs.
  return Array.from({ length: TRANSPORTS.length * PHASES.length }, (_, step) => ({
    transport: at(TRANSPORTS, step),
    fault: at(FAULTS, step),
    phase: at(PHASES, step),
    place: 'Node',
    seed,
  }));
}

/**
 * Those in Chromium: all of what only a browser has, and each fault of the sampled transports in one phase. The short
 * form has each phase of the former and one cell of two of the latter.
 */
export function pageCells(form: 'short' | 'full', seed = 1): readonly CellPlan[] {
  const cell = (transport: TransportKind, fault: FaultRow, phase: PhaseName): CellPlan => ({
    transport,
    fault,
    phase,
    place: 'Chromium',
    seed,
  });
  if (form === 'full')
    return [
      ...PAGE_TRANSPORTS.flatMap((transport) =>
        FAULTS.flatMap((fault) => PHASES.map((phase) => cell(transport, fault, phase))),
      ),
      ...SAMPLED.flatMap((transport, shift) =>
        FAULTS.map((fault, step) => cell(transport, fault, at(PHASES, step + shift))),
      ),
    ];
  const named = (name: string): FaultRow => {
    const fault = FAULTS.find((each) => each.name === name);
    if (fault === undefined) throw new Error(`There is no fault called ${name}`);
    return fault;
  };
  return [
    ...PAGE_TRANSPORTS.flatMap((transport) =>
      PHASES.map((phase, step) => cell(transport, named(at(SHORT_FAULTS, step)), phase)),
    ),
    cell('sse', named('RST'), 'message'),
    cell('websocket', named('FIN'), 'sending'),
  ];
}
/** In the order of the phases. */
const SHORT_FAULTS = ['black hole', 'RST', 'truncated', 'server down', '503'] as const;

function at<T>(list: readonly T[], step: number): T {
  return list[step % list.length] as T;
}

/** When the proxy applies the fault of a cell. */
export function phaseOf(phase: PhaseName, transport: TransportKind, mark: string): Phase {
  switch (phase) {
    case 'connecting':
    case 'headers':
      return { phase };
    case 'message':
      return { phase, text: mark, bytes: 5 };
    case 'idle':
      return { phase, ms: 40 };
    case 'sending':
      // What has no body is sending until its headers are sent.
      return { phase, bytes: transport.endsWith('polling') || transport === 'event-source' ? 0 : 10 };
  }
}
