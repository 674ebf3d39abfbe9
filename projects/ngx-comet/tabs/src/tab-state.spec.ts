import { PushError, pushEvent } from 'ngx-comet/core';
import { fromTabEvent, toTabEvent, type StateEvent } from './tab-state';

describe('an event on its way to another tab', () => {
  const passed = (event: StateEvent): StateEvent => fromTabEvent(structuredClone(toTabEvent(event)));

  it('keeps the head of the answer, with each header', () => {
    const headers = new Headers([
      ['x-one', '1'],
      ['x-two', '2'],
    ]);
    headers.append('x-one', '3');
    const response = { status: 206, url: 'https://chat.example/', headers };
    const event = pushEvent<StateEvent>({ kind: 'open', transport: 'sse', continuity: 'resumed', key: 'k', response });
    const got = passed(event);
    if (got.kind !== 'open') throw new Error(got.kind);
    expect({ ...got, response: undefined }).toEqual({ ...event, response: undefined });
    expect(got.response).toMatchObject({ status: 206, url: 'https://chat.example/' });
    expect(got.response?.headers.get('x-one')).toBe('1, 3');
    expect(got.response?.headers.get('x-two')).toBe('2');
  });

  it('keeps the protocol of a socket, and has no key that the event does not have', () => {
    const got = passed(pushEvent({ kind: 'open', transport: 'websocket', continuity: 'first', protocol: 'v2' }));
    expect(got).toMatchObject({ protocol: 'v2' });
    expect('key' in got || 'response' in got).toBe(false);
  });

  it('has an error of the class again', () => {
    const error = new PushError('http', 'status 401', { transient: false, status: 401, cause: () => undefined });
    const got = passed(pushEvent({ kind: 'lost', transport: 'sse', error, retryIn: 5 }));
    if (got.kind !== 'lost') throw new Error(got.kind);
    expect(got.error).toBeInstanceOf(PushError);
    expect(got.error).toMatchObject({ code: 'http', message: error.message, transient: false, status: 401 });
    expect(got.retryIn).toBe(5);
  });

  it('keeps all other events as they are', () => {
    const events: StateEvent[] = [
      pushEvent({ kind: 'connecting', transport: 'sse', attempt: 3 }),
      pushEvent({ kind: 'paused', reason: 'offline' }),
      pushEvent({ kind: 'comment', text: 'x' }),
    ];
    expect(events.map(passed)).toEqual(events);
  });
});
