/**
 * With an exchange that was recorded from RabbitMQ. `e2e/interop/rabbitmq.e2e.ts` has the broker itself.
 *
 * @jest-environment node
 */
import { constant, memoryCursor, type PushEvent } from 'ngx-comet/core';
import type { Subscription } from 'rxjs';
import { decodeStomp, type StompFrame } from './stomp-frame';
import { stompStream, type StompStreamOptions } from './stomp-stream';
import { deleted, first, resumed } from './stomp-stream.recorded';
import { ReplayServer, type Step } from './spec-support/replay-server';
import { until } from './spec-support/until';

jest.setTimeout(30_000);

describe('stompStream', () => {
  let server: ReplayServer;
  let subscription: Subscription | undefined;
  let seen: string[];

  beforeEach(() => {
    seen = [];
  });

  afterEach(async () => {
    subscription?.unsubscribe();
    await server.close();
  });

  async function watch(recorded: readonly (readonly Step[])[], options: StompStreamOptions = {}): Promise<void> {
    server = new ReplayServer(recorded, (frame) => [decodeStomp(frame)]);
    const connectHeaders = (): Record<string, string> => ({ login: 'guest', passcode: 'guest' });
    const url = await server.listen('/ws');
    const events$ = stompStream(url, '/queue/prices', { retry: constant(1), connectHeaders, ...options });
    subscription = events$.subscribe((event) => seen.push(about(event)));
  }

  it('acknowledges each message, and goes on after the last offset when the connection was cut', async () => {
    await watch([first, resumed.slice(0, -1)]);
    await until(() => seen.length === 9 && server.played);
    expect(seen.slice(0, 3)).toEqual(['open first', '0 m0', '1 m1']);
    expect(seen.slice(3)).toEqual(['lost', 'connecting', 'open unknown', 'open resumed', '2 m2', '3 m3']);
    expect(server.deviations).toEqual([]);
  });

  it('reports a gap when the broker has deleted what follows the last offset', async () => {
    await watch([first, resumed, deleted]);
    await until(() => seen.length === 15 && server.played);
    expect(seen.slice(9)).toEqual(['lost', 'connecting', 'open unknown', 'open gap', '9 m9', '10 m10']);
    expect(server.deviations).toEqual([]);
  });

  it('begins at the offset of its store, and where it is told to without one', async () => {
    const store = memoryCursor();
    store.set('1');
    await watch([resumed.slice(0, -1)], { resume: { store }, start: 'first' });
    await until(() => seen.length === 3 && server.played);
    expect(store.get()).toBe('3');
    expect(server.deviations).toEqual([]);
  });

  it('closes the connection when it is unsubscribed from', async () => {
    await watch([first.slice(0, -1)]);
    await until(() => seen.length === 3);
    subscription?.unsubscribe();
    await until(() => server.open === 0);
  });
});

function about(event: PushEvent<StompFrame>): string {
  if (event.kind === 'message') return `${event.message.id} ${event.message.data.body}`;
  return event.kind === 'open' ? `open ${event.continuity}` : event.kind;
}
