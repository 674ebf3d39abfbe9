import { pushEvent, type PushEvent } from 'ngx-comet/core';
import { concatMap, type OperatorFunction } from 'rxjs';

/** For protocols that send several messages of the feed as one message of the transport: each becomes an event. */
export function expand<In, Out>(
  messagesOf: (data: In) => readonly Out[],
): OperatorFunction<PushEvent<In>, PushEvent<Out>> {
  return concatMap((event): readonly PushEvent<Out>[] =>
    event.kind === 'message'
      ? messagesOf(event.message.data).map((data) =>
          pushEvent({ kind: 'message', message: { ...event.message, data } }),
        )
      : [event],
  );
}
