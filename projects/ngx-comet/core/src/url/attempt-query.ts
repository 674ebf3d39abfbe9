import type { Attempt } from '../vocabulary/attempt';
import type { AttemptSink } from '../vocabulary/transport';
import type { CursorRequest } from './cursor-request';
import type { Query } from './with-query';

/** The query of one attempt: the parameters given, and the cursor where it travels there. Reports the cursor that it adds. */
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
