import type { PushMessage, RawMessage } from 'ngx-comet/core';

/** What goes with it: the place of its route, and the id of the message before it, which stays the cursor. */
type RejectedMessage = Pick<RawMessage, 'place'> & Pick<PushMessage<unknown>, 'id' | 'transport'>;

/** A message that the leader rejects, for the other tabs: each one rejects it by its own rules. */
export function rejectedMessage(raw: unknown, { place, ...message }: RejectedMessage): PushMessage<RawMessage> {
  const decoded = typeof raw !== 'string' && !(raw instanceof Uint8Array);
  return { ...message, event: 'message', data: { raw, decoded, place } };
}
