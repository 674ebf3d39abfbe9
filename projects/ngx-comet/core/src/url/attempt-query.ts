import type { Attempt } from '../vocabulary/attempt';
import type { AttemptSink } from '../vocabulary/transport';
import type { CursorRequest } from './cursor-request';
import type { Query } from './with-query';

/**
 * Returns the query of one attempt: the given parameters, and the cursor if it is sent in the query. Reports to the
 * sink that the request contains the cursor.
 */
export function attemptQuery(
  { query: name }: CursorRequest,
  { cursor }: Attempt,
  sink: AttemptSink,
  given?: Query,
): Query | undefined {
  if (name === undefined || cursor === undefined) return given;
  sink.sentCursor(cursor);
  return { ...given, [name]: cursor };
}
