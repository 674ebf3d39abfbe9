import { asyncScheduler, type Observable, type SchedulerLike } from 'rxjs';
import {
  aFunction,
  checkAll,
  having,
  milliseconds,
  nonEmptyText,
  objectOf,
  oneOf,
  token,
  wholeFrom,
} from '../checks/check';
import type { CursorStore } from '../cursors/cursor-store';
import { json } from '../decode/json';
import type { Decoder } from '../decode/decoder';
import { defined } from '../vocabulary/defined';
import type { PushError } from '../vocabulary/push-error';
import type { PushLogger } from '../vocabulary/push-logger';
import type { PushMessage } from '../vocabulary/push-message';
import type { Observe, PushOptions } from './push-options';
import type { RetrySchedule } from '../schedule/retry-schedule';
import type { RouteDefaults } from '../route/route-defaults';
import { defaultRetry } from '../schedule/default-retry';
import { standardSchema } from '../checks/standard-schema';
import { guardedStore } from '../cursors/guarded-store';

/** The shared options, checked and with their defaults filled in. */
export interface Settings<T> {
  readonly observe: Observe;
  readonly retry: RetrySchedule | false;
  readonly transient: ((error: PushError) => boolean | undefined) | undefined;
  readonly stableAfter: number;
  readonly connectTimeout: number;
  readonly idleTimeout: number;
  readonly gate: Observable<boolean> | undefined;
  readonly pauseWhile: Observable<boolean> | undefined;
  readonly decode: Decoder<T>;
  readonly schema: PushOptions<T>['schema'];
  readonly onInvalid: 'report' | 'error';
  readonly logger: PushLogger;
  readonly maxMessageSize: number;
  readonly resume: PushOptions<T>['resume'];
  readonly from: string | undefined;
  readonly store: CursorStore | undefined;
  /** How many ids are remembered to drop repeats. */
  readonly window: number;
  readonly sequence: ((message: PushMessage<T>) => number) | undefined;
  readonly clock: SchedulerLike;
  /** What a route starts from that is one of several. */
  readonly defaults?: RouteDefaults;
}

/** What differs between transports before the caller says anything. */
export interface SettingDefaults {
  readonly connectTimeout?: number;
}

const DEFAULT_MAX_MESSAGE_SIZE = 16 * 1024 * 1024;
const DEFAULT_WINDOW = 1_000;

/** The console, looked up when there is something to say. */
const consoleLogger: PushLogger = {
  warn: (message, ...details) => {
    globalThis.console.warn(message, ...details);
  },
};

/** The shared options, which were checked, over their defaults. */
export function settings<T>(
  options: PushOptions<T> & { observe?: Observe | undefined },
  defaults: SettingDefaults = {},
): Settings<T> {
  const { from, store, window = DEFAULT_WINDOW } = options.resume === false ? { window: 0 } : (options.resume ?? {});
  const logger = options.logger ?? consoleLogger;
  return {
    observe: 'data',
    retry: defaultRetry(),
    transient: undefined,
    stableAfter: 5_000,
    connectTimeout: 15_000,
    idleTimeout: 0,
    gate: undefined,
    pauseWhile: undefined,
    decode: json<T>(),
    schema: undefined,
    onInvalid: 'report',
    maxMessageSize: DEFAULT_MAX_MESSAGE_SIZE,
    resume: undefined,
    sequence: undefined,
    clock: asyncScheduler,
    ...defaults,
    ...defined(options),
    logger,
    from,
    store: store && guardedStore(store, logger),
    window,
  };
}

/** Throws the `TypeError` that names a wrong one of the shared options, and its value. */
export function checkPushOptions<T>(options: PushOptions<T> & { observe?: Observe | undefined }): void {
  const observable = having('subscribe', 'an Observable<boolean>');
  const readable = having('get', 'a CursorStore');
  const writable = having('set', 'a CursorStore');
  const resume = objectOf(
    {},
    {
      header: token,
      query: nonEmptyText,
      from: nonEmptyText,
      store: (value, option) => readable(value, option) || writable(value, option),
      window: wholeFrom(0),
    },
  );
  checkAll(options, {
    observe: oneOf('data', 'messages', 'events'),
    retry: (value, option) => value !== false && aFunction(value, option),
    transient: aFunction,
    stableAfter: milliseconds,
    connectTimeout: milliseconds,
    idleTimeout: milliseconds,
    gate: observable,
    pauseWhile: observable,
    decode: aFunction,
    schema: standardSchema,
    onInvalid: oneOf('report', 'error'),
    logger: having('warn', 'an object with a warn method'),
    maxMessageSize: wholeFrom(1),
    resume: (value, option) => value !== false && resume(value, option) && 'false or an object',
    sequence: aFunction,
    clock: having('schedule', 'a SchedulerLike'),
  });
}
