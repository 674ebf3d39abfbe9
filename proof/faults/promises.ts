import type { CellPlan, Effect, PhaseName, Place, TransportKind } from './matrix.ts';
import type { Limits } from './limits.ts';

/** What the public contract promises about one cell. */
export interface Promised {
  /** The codes of `lost` that are right. */
  readonly codes: readonly string[];
  /** Whether at least one loss must, may or must not be reported. */
  readonly lost: 'must' | 'may' | 'never';
  /** The stream ends with this code, at once. */
  readonly ends?: string;
  /** The statuses of `http` errors. */
  readonly statuses?: readonly number[];
  /** Milliseconds from the end of the fault to the next message. */
  readonly within: number;
}

type Family = 'short' | 'long' | 'http-stream' | 'sse' | 'websocket' | 'connection' | 'jsonp' | 'event-source';
type Row = Readonly<Record<Family, string>>;

const CALM: Row = {
  short: '-',
  long: '-',
  'http-stream': '-',
  sse: '-',
  websocket: '-',
  connection: '-',
  jsonp: '-',
  'event-source': '-',
};
/** A script has no status and no reason. An EventSource that was open tells only that it is not any more. */
const NETWORK: Row = {
  short: 'network',
  long: 'network',
  'http-stream': 'network',
  sse: 'network',
  websocket: 'network',
  connection: 'network',
  jsonp: 'script',
  'event-source': 'network closed',
};

/**
 * By effect: the codes that a transport reports. A `?` means that it need not notice, because it makes a new request
 * anyway; `-` that nothing is reported; `!` that the stream ends with this code.
 */
const CODES: Readonly<Record<Exclude<Effect, 'mute' | 'portal' | 'wrong type'>, Row>> = {
  calm: CALM,
  broken: NETWORK,
  // Whole messages of another feed show as gaps, and cut ones as a broken connection or as a message that is rejected.
  crossed: {
    short: 'network protocol timeout silence?',
    long: 'network protocol silence?',
    'http-stream': 'network protocol?',
    sse: 'network protocol?',
    websocket: 'network protocol closed?',
    connection: 'network protocol closed?',
    jsonp: 'script timeout silence?',
    'event-source': 'closed network?',
  },
  // A WebSocket shows no status: "cannot connect".
  refused: {
    short: 'http',
    long: 'http',
    'http-stream': 'http',
    sse: 'http',
    websocket: 'network',
    connection: 'network http',
    jsonp: 'script',
    // Its status is not shown, so any but 200 is final.
    'event-source': 'closed!',
  },
  garbled: NETWORK,
  down: NETWORK,
};

/** Nothing arrives: the limit of what is awaited ends it. A long poll asks again, with no error. */
const MUTE: Readonly<Record<'before headers' | 'after headers', Row>> = {
  'before headers': {
    short: 'timeout',
    long: '-',
    'http-stream': 'connect-timeout',
    sse: 'connect-timeout',
    websocket: 'connect-timeout',
    connection: 'connect-timeout',
    jsonp: 'timeout silence',
    'event-source': 'connect-timeout',
  },
  'after headers': {
    short: 'timeout silence',
    long: 'silence?',
    'http-stream': 'silence',
    sse: 'silence',
    websocket: 'silence',
    connection: 'silence',
    jsonp: 'timeout silence',
    'event-source': 'silence',
  },
};

/** A page in place of the answer: final while the feed was never open, a captive portal afterwards. */
const PORTAL: Readonly<Record<'never open' | 'open before', Row>> = {
  'never open': {
    short: 'content-type!',
    long: 'content-type!',
    'http-stream': 'content-type!',
    sse: 'content-type!',
    websocket: 'network',
    connection: 'network content-type',
    jsonp: 'script',
    'event-source': 'closed!',
  },
  'open before': {
    short: 'content-type',
    long: 'content-type',
    'http-stream': 'content-type',
    sse: 'content-type',
    websocket: 'network',
    connection: 'network content-type',
    jsonp: 'script',
    'event-source': 'closed!',
  },
};

/** The page of a portal does not let a page of another origin read it, so fetch shows no answer at all. */
const UNREADABLE: Row = { ...PORTAL['open before'], long: 'network', 'http-stream': 'network', sse: 'network' };

/** Only an event stream has one type. It is final, as a wrong URL. */
const WRONG_TYPE: Row = {
  ...CALM,
  sse: 'content-type!',
  connection: 'content-type?',
  jsonp: 'script',
  'event-source': 'closed!',
};

const STATUSES: Readonly<Record<string, number>> = {
  '503': 503,
  '429 with Retry-After': 429,
  '502 with a page': 502,
};

export function promised({ transport, fault, phase, place }: CellPlan, limits: Limits): Promised {
  const family = familyOf(transport);
  const text = rowOf(fault.effect, phase, transport, place)[family];
  const { codes, lost, ends } = parse(text);
  const broken = fault.next === true && phase !== 'connecting';
  const status = STATUSES[fault.name];
  return {
    codes: broken ? [...new Set([...parse(NETWORK[family]).codes, ...codes])] : codes,
    // A poll has no connection to lose between two requests.
    lost: lost === 'must' && unnoticed(transport, phase, fault.effect) ? 'may' : lost,
    ...(ends !== undefined && { ends }),
    ...(status !== undefined && { statuses: [status] }),
    within: within(fault.effect, family, limits),
  };
}

function rowOf(effect: Effect, phase: PhaseName, transport: TransportKind, place: Place): Row {
  // The body of a request is still being sent, so there is no answer yet.
  const early =
    phase === 'connecting' || (phase === 'sending' && transport !== 'websocket' && transport !== 'connection');
  switch (effect) {
    case 'mute':
      return MUTE[early ? 'before headers' : 'after headers'];
    case 'portal':
      if (place === 'Chromium' && !isOfPage(transport)) return UNREADABLE;
      return PORTAL[early ? 'never open' : 'open before'];
    case 'wrong type':
      return WRONG_TYPE;
    default:
      return CODES[effect];
  }
}

function parse(text: string): Pick<Promised, 'codes' | 'lost' | 'ends'> {
  if (text === '-') return { codes: [], lost: 'never' };
  const codes = text.replace(/[?!]/g, '').split(' ');
  if (text.endsWith('!')) return { codes: [], lost: 'may', ends: codes[0] as string };
  return { codes, lost: text.endsWith('?') ? 'may' : 'must' };
}

/** Between two polls a connection is not in use: what happens to it is not a loss. */
function unnoticed(transport: TransportKind, phase: PhaseName, effect: Effect): boolean {
  return transport.endsWith('polling') && phase === 'idle' && (effect === 'broken' || effect === 'mute');
}

const POLLS: readonly Family[] = ['short', 'long', 'jsonp'];
/** The longest way from the end of the fault to the next message. */
function within(effect: Effect, family: Family, limits: Limits): number {
  const { connect, idle, poll, retry, every, interval, hold, slack } = limits;
  // An attempt that began during the fault may have to reach its limit first.
  const noticed = effect === 'mute' && POLLS.includes(family) ? poll : 0;
  const limit = effect === 'mute' && noticed === 0 ? Math.max(connect, idle) : noticed;
  const again = {
    short: interval * 1.1,
    long: hold,
    'http-stream': 0,
    sse: 0,
    websocket: 0,
    connection: connect + idle,
    jsonp: hold + interval,
    'event-source': 0,
  }[family];
  return limit + 2 * retry + again + every + slack;
}

function familyOf(transport: TransportKind): Family {
  if (transport === 'short polling') return 'short';
  if (transport === 'jsonp polling') return 'jsonp';
  return transport === 'long polling' ? 'long' : transport;
}

function isOfPage(transport: TransportKind): boolean {
  return transport === 'jsonp polling' || transport === 'event-source';
}
