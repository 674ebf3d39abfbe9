import type { Kind, Kinds } from '../checks/check';
import {
  aBoolean,
  aFunction,
  having,
  milliseconds,
  nonEmptyText,
  objectOf,
  oneOf,
  standardSchema,
  token,
  wholeFrom,
} from '../checks/kinds';
import { secret } from '../checks/secret';
import { usableCursor } from '../cursors/usable-cursor';
import { MAX_WINDOW } from './history';
import type { Observe, PushOptions, ResumeOptions } from './push-options';

/** What the option of a factory must be that a route does not have. */
export function observing(): Kinds<{ readonly observe?: Observe | undefined }> {
  return { observe: oneOf('data', 'messages', 'events') };
}

/** What the shared options must be. */
export function pushKinds(): Kinds<PushOptions<unknown>> {
  const observable = having('subscribe', 'an Observable<boolean>');
  const readable = having('get', 'a CursorStore');
  const writable = having('set', 'a CursorStore');
  const resume = objectOf<ResumeOptions>({
    header: token,
    query: nonEmptyText,
    from: secret(cursor),
    store: (...value) => readable(...value) || writable(...value),
    window: wholeFrom(0, MAX_WINDOW),
    trusted: aBoolean,
    confirm: aFunction,
    onRefused: oneOf('restart', 'error'),
  });
  return {
    retry: (value, ...option) =>
      value !== false && aFunction(value, ...option) && 'false or a schedule such as exponential(1_000)',
    transient: aFunction,
    stableAfter: milliseconds,
    connectTimeout: milliseconds,
    idleTimeout: milliseconds,
    gate: observable,
    wake: having('subscribe', 'an Observable'),
    pauseWhile: observable,
    decode: aFunction,
    schema: standardSchema,
    onInvalid: oneOf('report', 'error'),
    logger: having('warn', 'an object with a warn method'),
    maxMessageSize: wholeFrom(1),
    resume: (value, ...option) => value !== false && resume(value, ...option) && 'false or an object',
    sequence: aFunction,
    clock: having('schedule', 'a SchedulerLike'),
  };
}

const cursor: Kind = (value, ...option) =>
  nonEmptyText(value, ...option) ||
  (!usableCursor(value as string) && 'an id of at most 1 KiB in UTF-8, without control characters');
