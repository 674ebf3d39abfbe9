import { map } from 'rxjs';
import { pushEvent } from 'ngx-comet/core';
import { stompStream } from '../../../../projects/ngx-comet/recipes/stomp-stream';
import type { Recipe } from './recipe';

/** A stream of RabbitMQ. The body of a message is JSON. */
export const stomp = {
  'stomp stream': (url, { retryAfter, more: { destination = '' } = {} }) =>
    stompStream(url, destination, {
      retry: retryAfter === false ? false : () => retryAfter ?? 20,
      connectHeaders: () => ({ login: 'guest', passcode: 'guest' }),
      start: 'first',
      prefetch: 2,
    }).pipe(
      map((event) =>
        event.kind === 'message'
          ? pushEvent({
              kind: 'message',
              message: { ...event.message, data: JSON.parse(event.message.data.body) as unknown },
            })
          : event,
      ),
    ),
} as const satisfies Readonly<Record<string, Recipe>>;
