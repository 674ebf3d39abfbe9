import { checkAll, type Kind } from '../checks/check';
import {
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
import type { Observe, PushOptions } from './push-options';

/** Throws a `TypeError` with the name and the value of a shared option that is wrong. */
export function checkPushOptions<T>(options: PushOptions<T> & { observe?: Observe | undefined }): void {
  const observable = having('subscribe', 'an Observable<boolean>');
  const readable = having('get', 'a CursorStore');
  const writable = having('set', 'a CursorStore');
  const resume = objectOf(
    {},
    {
      header: token,
      query: nonEmptyText,
      from: secret(cursor),
      store: (value, option) => readable(value, option) || writable(value, option),
      window: wholeFrom(0),
      trusted: oneOf(true, false),
      confirm: aFunction,
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
    wake: having('subscribe', 'an Observable'),
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

const cursor: Kind = (value, option) =>
  nonEmptyText(value, option) ||
  (!usableCursor(value as string) && 'an id of at most 1 KiB in UTF-8, without control characters');
