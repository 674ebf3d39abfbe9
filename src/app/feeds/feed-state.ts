import { toStatus, type ConnectionStatus, type PushError, type PushEvent } from 'ngx-comet';
import { catchError, connect, EMPTY, interval, map, merge, scan, startWith, type Observable } from 'rxjs';
import { SYMBOLS, type Quote } from './quote';

/** The state of a feed, as its panel shows it. */
export interface FeedState {
  readonly status: ConnectionStatus;
  readonly quote: Quote | undefined;
  /** The mean of the latest price of every symbol, after each of them has a price. */
  readonly index: number | undefined;
  /** The last indexes, oldest first. */
  readonly history: readonly number[];
  /** Messages since the panel was opened. */
  readonly total: number;
  /** Messages per second, over the last few seconds. */
  readonly rate: number;
  readonly error: PushError | undefined;
  readonly prices: ReadonlyMap<string, number>;
  /** When the messages of the last few seconds arrived, in milliseconds since the epoch. */
  readonly arrivals: readonly number[];
}

export const CLOSED: FeedState = {
  status: { phase: 'idle' },
  quote: undefined,
  index: undefined,
  history: [],
  total: 0,
  rate: 0,
  error: undefined,
  prices: new Map(),
  arrivals: [],
};

const HISTORY = 60;
const RATE_WINDOW = 5_000;
const QUIET = 1_500;
const BURST = 50;

/** Reduces the events of a connection to the state of its panel. It never errors: the status shows the end. */
export function feedState(events$: Observable<PushEvent<Quote>>): Observable<FeedState> {
  return events$.pipe(
    connect((shared$) =>
      merge(
        shared$.pipe(
          toStatus(),
          map((status) => (state: FeedState) => withStatus(state, status)),
        ),
        shared$.pipe(
          catchError(() => EMPTY),
          map((event) => (state: FeedState) => withEvent(state, event)),
        ),
        interval(1_000).pipe(map(() => withTime)),
      ),
    ),
    scan((state, change) => change(state), CLOSED),
    startWith(CLOSED),
  );
}

function withStatus(state: FeedState, status: ConnectionStatus): FeedState {
  if (status.phase === 'waiting') return { ...state, status, error: status.error };
  if (status.phase === 'closed') return { ...state, status, error: status.error ?? state.error };
  return { ...state, status };
}

function withEvent(state: FeedState, event: PushEvent<Quote>): FeedState {
  switch (event.kind) {
    case 'message':
      return withQuote(state, event.message.data);
    case 'rejected':
      return { ...state, error: event.error };
    case 'connecting':
    case 'open':
    case 'lost':
    case 'paused':
    case 'comment':
      return state;
  }
}

function withQuote(state: FeedState, quote: Quote): FeedState {
  const prices = new Map(state.prices).set(quote.value.symbol, quote.value.price);
  const index = prices.size < SYMBOLS.length ? undefined : mean([...prices.values()]);
  return {
    ...withArrivals(state, [...state.arrivals, Date.now()]),
    quote,
    prices,
    index,
    history: index === undefined ? state.history : [...state.history, index].slice(-HISTORY),
    total: state.total + 1,
  };
}

/** Lets the rate fall while no messages arrive. */
function withTime(state: FeedState): FeedState {
  const quiet = Date.now() - (state.arrivals.at(-1) ?? 0) > QUIET;
  return quiet && state.arrivals.length > 0 ? withArrivals(state, state.arrivals) : state;
}

/** Polled messages arrive in bursts. So the rate counts only the messages after the first burst of the window. */
function withArrivals(state: FeedState, arrivals: readonly number[]): FeedState {
  const now = Date.now();
  const recent = arrivals.filter((at) => at > now - RATE_WINDOW);
  const first = recent[0] ?? now;
  const later = recent.filter((at) => at > first + BURST).length;
  return { ...state, arrivals: recent, rate: later === 0 ? 0 : (later * 1_000) / (now - first) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
