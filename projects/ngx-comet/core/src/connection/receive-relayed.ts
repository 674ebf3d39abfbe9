import { aboutPayload } from '../decode/about-payload';
import type { Decoder } from '../decode/decoder';
import { validateWith } from '../decode/validate-with';
import type { Settings } from '../session/settings';
import { isPushError } from '../vocabulary/is-push-error';
import { PushError, type PushErrorCode } from '../vocabulary/push-error';
import { messageEvent, pushEvent, type PushEvent } from '../vocabulary/push-event';
import type { PushMessage } from '../vocabulary/push-message';
import type { RawData } from '../vocabulary/transport';
import type { RawMessage } from './relay';

/** Decodes and validates a message of another tab, as its own session does with messages of the server. */
export function receiveRelayed<In>(
  { schema }: Pick<Settings<In>, 'schema'>,
  decode: Decoder<In>,
  { data: { raw, decoded }, event, id, transport }: PushMessage<RawMessage>,
): PushEvent<In> {
  const rejected = (code: PushErrorCode, message: string, cause: unknown): PushEvent<In> =>
    pushEvent({ kind: 'rejected', raw, error: new PushError(code, message, { transient: false, transport, cause }) });
  let data: In;
  try {
    data = decoded ? (raw as In) : decode(raw as RawData);
  } catch (cause) {
    const why = aboutPayload(cause instanceof Error ? cause.message : String(cause), raw);
    return rejected('decode', `the message cannot be decoded: ${why}`, cause);
  }
  try {
    if (schema !== undefined) data = validateWith(schema, data, raw);
  } catch (cause) {
    if (isPushError(cause)) return rejected(cause.code, cause.message, cause.cause);
    return rejected('schema', `the message cannot be validated: ${aboutPayload(String(cause), raw)}`, cause);
  }
  return messageEvent({ data, event, id, transport });
}
