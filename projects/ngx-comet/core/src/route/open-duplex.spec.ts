import type { Observable } from 'rxjs';
import type { SessionPlan } from '../session/plan';
import type { DuplexRoute } from './duplex-route';
import { openDuplex } from './open-duplex';

describe('openDuplex', () => {
  it('stops sending when the session cannot start', () => {
    const failure = new Error('this gate cannot be subscribed to');
    const gate = {
      subscribe: () => {
        throw failure;
      },
    } as unknown as Observable<boolean>;
    const plan: SessionPlan<string> = { transport: 'websocket', connect: () => () => undefined };
    const close = jest.fn(() => undefined);
    const route: DuplexRoute<string, string> = {
      transport: 'websocket',
      unsent: undefined,
      encode: (value) => value,
      plan: () => plan,
      open: () => ({
        plan,
        send: () => undefined,
        canSend: () => false,
        sendNow: () => undefined,
        buffered: () => 0,
        close,
      }),
    };
    const errors: unknown[] = [];
    openDuplex(route, { gate }).subscribe({ error: (error: unknown) => errors.push(error) });
    expect(errors).toEqual([failure]);
    expect(close).toHaveBeenCalledTimes(1);
  });
});
