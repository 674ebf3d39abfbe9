// What runs in the page under test: the recipe for streams over STOMP.
import { constant } from 'ngx-comet/core';
import { firstValueFrom, type Subscription } from 'rxjs';
import { stomp } from '../../projects/ngx-comet/recipes/stomp';
import { stompStream } from '../../projects/ngx-comet/recipes/stomp-stream';

const connectHeaders = (): Record<string, string> => ({ login: 'guest', passcode: 'guest' });

let subscription: Subscription | undefined;
const seen: string[] = [];

const page = {
  start(url: string, destination: string, start: string): void {
    const events$ = stompStream(url, destination, { retry: constant(50), connectHeaders, start, prefetch: 2 });
    subscription = events$.subscribe({
      next: (event) => {
        if (event.kind === 'message') seen.push(event.message.data.body.slice(0, 3));
        if (event.kind === 'open') seen.push(event.continuity);
      },
      error: (error: unknown) => seen.push(String(error)),
    });
  },
  seen: (): readonly string[] => seen,
  stop(): void {
    subscription?.unsubscribe();
  },
  /** Resolves when the broker has all of them. The headers declare the stream. */
  async publish(
    url: string,
    destination: string,
    bodies: readonly string[],
    headers: Record<string, string>,
  ): Promise<void> {
    const client = stomp(url, { connectHeaders });
    const echo = firstValueFrom(client.watch('/topic/published'));
    for (const body of bodies) client.publish(destination, body, headers);
    // The broker handles the frames of a connection in order.
    client.publish('/topic/published', 'all');
    await echo;
  },
};

declare global {
  interface Window {
    stream: typeof page;
  }
}
window.stream = page;
