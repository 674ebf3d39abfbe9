import type { Continuity } from '../vocabulary/push-event';
import type { Opening } from '../vocabulary/transport';
import { utf8Header } from '../vocabulary/utf8-header';
import type { ResumeOptions } from './push-options';
import { need } from '../checks/check';
import { oneOf } from '../checks/kinds';

declare const ngDevMode: object | boolean | undefined;

/** What the answer of a server says about a connection that asked for the messages after a cursor. */
export function continuityOf(
  { cursor, response }: Opening,
  { confirm = echoed, trusted }: ResumeOptions,
): Continuity | undefined {
  if (cursor === undefined) return undefined;
  const confirmed = response === undefined ? undefined : confirm({ headers: response.headers, cursor });
  if (confirmed !== undefined && !isContinuity(confirmed)) return undefined;
  return confirmed ?? (trusted === true ? 'resumed' : undefined);
}

/** Throws a `TypeError` for any other value. A production build of Angular ignores it. */
function isContinuity(value: unknown): boolean {
  if (typeof ngDevMode === 'undefined' || ngDevMode) need('the result', value, oneOf(...CONTINUITIES, undefined));
  return (CONTINUITIES as readonly unknown[]).includes(value);
}

const CONTINUITIES: readonly Continuity[] = ['first', 'resumed', 'gap', 'unknown'];

/** A server that continues after the cursor sends it back; another value is where it continues (Mercure). */
function echoed({ headers, cursor }: { readonly headers: Headers; readonly cursor: string }): Continuity | undefined {
  const echo = headers.get('last-event-id');
  if (echo === null) return undefined;
  return echo === cursor || echo === utf8Header(cursor) ? 'resumed' : 'gap';
}

/** The statuses of a request whose cursor may be too old, unknown to the server, or too long. */
const REFUSALS = [400, 404, 410, 412, 414, 431];

/** Whether a server may have refused a request because of its cursor. */
export function refusesCursor(status: number | undefined): boolean {
  return status !== undefined && REFUSALS.includes(status);
}
