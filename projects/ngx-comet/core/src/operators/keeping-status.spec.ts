import { Subject } from 'rxjs';
import { connection } from '../connection/connection';
import { constant } from '../schedule/constant';
import { FakeWebSocket } from '../transports/websocket/spec-support/fake-websocket';
import { viaWebSocket } from '../transports/websocket/via-websocket';
import type { ConnectionStatus } from '../vocabulary/connection-status';
import type { PushEvent } from '../vocabulary/push-event';
import { collectBy } from './collect-by';
import { latest } from './latest';
import { toStatus } from './to-status';

describe('operators that keep the status', () => {
  it('subscribe to their source once, and only when they are subscribed to', () => {
    const source = new Subject<number>();
    const last$ = source.pipe(
      collectBy((value) => value),
      latest(1),
    );
    expect(source.observed).toBe(false);
    const values: unknown[] = [];
    const subscription = last$.subscribe((value) => values.push(value));
    source.next(1);
    expect(values).toEqual([[new Map([[1, 1]])]]);
    subscription.unsubscribe();
    expect(source.observed).toBe(false);
  });

  it('take no data for an event: toStatus() of data that looks like an event emits only the end', async () => {
    jest.useFakeTimers();
    const { data$ } = connection([viaWebSocket<PushEvent<unknown>>('wss://h', { WebSocket: FakeWebSocket })], {
      retry: constant(1_000),
    });
    const statuses: ConnectionStatus[] = [];
    data$.pipe(toStatus()).subscribe((status) => statuses.push(status));
    await jest.advanceTimersByTimeAsync(0);
    FakeWebSocket.last.open();
    FakeWebSocket.last.message('{"kind":"paused","reason":"lunch"}');
    FakeWebSocket.last.drop(1_000);
    expect(statuses).toEqual([{ phase: 'closed' }]);
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });
});
