import { monotonicClock, timeLimit } from 'ngx-comet/core';
import type { Subscription } from 'rxjs';
import { anyName } from './any-name';

/**
 * Calls back after some milliseconds. Browsers delay the timers of a hidden page up to a minute, but no messages. So
 * there a message goes from one channel of this page to another one and back until the time has passed.
 */
export function afterMessages(
  Channel: typeof BroadcastChannel,
  key: string,
  ms: number,
  call: () => void,
): Subscription {
  if ((globalThis.document as Document | undefined)?.visibilityState !== 'hidden') {
    return timeLimit(monotonicClock, ms, call);
  }
  const due = monotonicClock.now() + ms;
  const name = `${key}.clock.${anyName()}`;
  const ends: readonly BroadcastChannel[] = [new Channel(name), new Channel(name)];
  const timer = timeLimit(monotonicClock, ms, () => {
    timer.unsubscribe();
    call();
  });
  timer.add(() => {
    for (const end of ends) end.close();
  });
  const [there, back] = ends;
  for (const [from, to] of [
    [there, back],
    [back, there],
  ]) {
    if (from === undefined || to === undefined) continue;
    to.onmessage = () => {
      if (timer.closed) return;
      if (monotonicClock.now() < due) return to.postMessage('');
      timer.unsubscribe();
      call();
    };
  }
  there?.postMessage('');
  return timer;
}
