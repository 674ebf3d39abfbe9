import type { CursorStore } from '../cursors/cursor-store';
import { guardedStore } from '../cursors/guarded-store';
import { json } from '../decode/json';
import { defaultRetry } from '../schedule/default-retry';
import { monotonicClock } from '../platform/monotonic-clock';
import { defined } from '../vocabulary/defined';
import { sparseLogger } from '../vocabulary/sparse-logger';
import type { FeedMemory } from './feed-memory';
import type { Observe, PushOptions, ResumeOptions } from './push-options';
import { numberOr } from '../platform/number-or';
import { own, ownOptions } from '../platform/own';
import { MAX_WINDOW } from './history';

/** The options that have a default. */
type Defaulted =
  | 'retry'
  | 'stableAfter'
  | 'connectTimeout'
  | 'idleTimeout'
  | 'decode'
  | 'onInvalid'
  | 'logger'
  | 'maxMessageSize'
  | 'clock';

type Filled<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

/** The shared options with their defaults filled in. */
export interface Settings<T> extends Omit<PushOptions<T>, Defaulted>, Filled<Pick<PushOptions<T>, Defaulted>> {
  readonly observe: Observe;
  /** `resume.from`. */
  readonly from: string | undefined;
  /** `resume.store`, wrapped so that it never throws. */
  readonly store: CursorStore | undefined;
  /** `resume.window`: how many ids are remembered to drop repeated messages. */
  readonly window: number;
  /** What is known of the messages before; without it the session begins with nothing. */
  readonly memory?: FeedMemory | undefined;
}

const DEFAULT_MAX_MESSAGE_SIZE = 16 * 1024 * 1024;
const DEFAULT_WINDOW = 1_000;

/** Fills in the defaults of the shared options. The options must be checked already. */
export function settings<T>(given: PushOptions<T> & { readonly observe?: Observe | undefined }): Settings<T> {
  const options = ownOptions(given);
  const { resume = {} } = options;
  const { from, store, window } = own<ResumeOptions>(resume === false ? { window: 0 } : resume);
  // Looked up at the call and not at import, because an application may replace the console. Its `warn` may be replaced
  // later too.
  const logger = options.logger ?? globalThis.console;
  const clock = options.clock ?? monotonicClock;
  return own({
    observe: 'data',
    retry: defaultRetry(),
    decode: json<T>(),
    onInvalid: 'report',
    ...defined(options),
    stableAfter: numberOr(5_000, options.stableAfter),
    connectTimeout: numberOr(15_000, options.connectTimeout),
    idleTimeout: numberOr(0, options.idleTimeout),
    maxMessageSize: numberOr(DEFAULT_MAX_MESSAGE_SIZE, options.maxMessageSize, 1, Infinity),
    logger,
    clock,
    from,
    store:
      store &&
      guardedStore(
        store,
        sparseLogger(logger, () => clock.now()),
      ),
    window: numberOr(DEFAULT_WINDOW, window, 0, MAX_WINDOW),
  });
}
