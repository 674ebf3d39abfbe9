import { Hub, TICKER } from './hub.ts';

describe('Hub', () => {
  it.each([
    [{ buffer: 0 }, 'buffer: expected a whole number from 1, got 0'],
    [{ tickEvery: -1 }, 'tickEvery: expected milliseconds from 0 to 2147483647, got -1'],
    [{ tickEvery: NaN }, 'tickEvery: expected milliseconds from 0 to 2147483647, got NaN'],
  ])('refuses %p', (options, message) => {
    expect(() => new Hub(options)).toThrow(new TypeError(message));
  });

  it('keeps feeds separate and counts all messages', () => {
    const hub = new Hub();
    hub.publish('a', 1);
    hub.publish('b', 1);
    expect(hub.publish('b', 2).seq).toBe(2);
    expect(hub.published).toBe(3);
    hub.trim('a');
    expect([hub.feed('a').latest, hub.feed('b').latest?.seq]).toEqual([undefined, 2]);
    hub.trim();
    expect(hub.feed('b').latest).toBeUndefined();
  });

  it('starts all feeds again in one new epoch', () => {
    const hub = new Hub();
    const before = hub.publish('a', 1);
    hub.forget();
    const after = hub.publish('a', 1);
    expect(after.seq).toBe(1);
    expect(after.id).not.toBe(before.id);
    expect(hub.publish('new', 1).id).toBe(after.id);
  });

  it('publishes ticks while it is started', () => {
    jest.useFakeTimers();
    const hub = new Hub({ tickEvery: 100 });
    hub.start();
    hub.start();
    expect(hub.feed(TICKER).latest?.seq).toBe(1);
    jest.advanceTimersByTime(250);
    expect(hub.feed(TICKER).latest?.seq).toBe(3);
    hub.stop();
    jest.advanceTimersByTime(1000);
    expect(hub.published).toBe(3);
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('has no ticker at 0', () => {
    const hub = new Hub({ tickEvery: 0 });
    hub.start();
    expect(hub.published).toBe(0);
  });
});
