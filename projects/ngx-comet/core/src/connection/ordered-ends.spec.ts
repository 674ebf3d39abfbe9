import { memoryCursor } from '../cursors/memory-cursor';
import { honouringServer } from '../schedule/honouring-server';
import { exponential } from '../schedule/exponential';
import { schedule } from '../schedule/schedule';
import { PushError } from '../vocabulary/push-error';
import { FakeWebSocket } from '../transports/websocket/spec-support/fake-websocket';
import { viaWebSocket } from '../transports/websocket/via-websocket';
import { FakeRoute } from './spec-support/fake-route';
import { type Watched, watchInVirtualTime } from './spec-support/watch-connection';

const KEY = 'ngx-comet.route.feed';
const MINUTE = 60_000;
const ended = new PushError('closed', 'the server ended the stream', { transient: true });

describe('a stable connection that the server ends in order', () => {
  const over = watchInVirtualTime();
  let socket: FakeRoute;
  let events: FakeRoute;

  beforeEach(() => {
    socket = new FakeRoute('websocket');
    events = new FakeRoute('sse');
  });

  /** What the connection reported about attempts and losses, without repeats. */
  const reported = ({ events: seen }: Watched): unknown[] => [
    ...new Set(
      seen.flatMap((event) => {
        if (event.kind === 'connecting') return [`${event.transport} ${event.attempt}`];
        return event.kind === 'lost' ? [`${event.retryIn}`] : [];
      }),
    ),
  ];

  it('begins a new series over the same route, every minute for three hours', () => {
    const all = over([socket, events], { retry: exponential(1_000), remember: 'feed' });
    let id = 0;
    for (let rotation = 0; rotation < 180; rotation++) {
      socket.accept();
      socket.message(`${++id}`);
      jest.advanceTimersByTime(MINUTE);
      socket.message(`${++id}`);
      socket.lose(ended);
      expect(all.statuses.at(-1)).toMatchObject({ phase: 'waiting', attempt: 1 });
      jest.advanceTimersByTime(1_000);
    }
    expect(reported(all)).toEqual(['websocket 1', '1000']);
    expect(events.calls).toHaveLength(0);
    expect(all.data()).toHaveLength(360);
    expect(socket.call.cursor).toBe('360');
  });

  it('waits as long as the server says', () => {
    const all = over([socket], { retry: schedule(exponential(1_000), honouringServer()) });
    socket.call.sink.retryDelay(4_000);
    for (let rotation = 0; rotation < 3; rotation++) {
      socket.accept();
      socket.message(`${rotation}`);
      jest.advanceTimersByTime(MINUTE);
      socket.lose(ended);
      jest.advanceTimersByTime(6_000);
    }
    const waits = all.events.flatMap((event) => (event.kind === 'lost' ? [event.retryIn] : []));
    expect(waits).toHaveLength(3);
    for (const wait of waits) {
      expect(wait).toBeGreaterThanOrEqual(4_000);
      expect(wait).toBeLessThanOrEqual(6_000);
    }
  });

  /** Opens the connection over the events, which stay mute and are kept, because the socket failed. */
  function onMuteEvents(): Watched {
    const all = over([socket, events], { probeAfter: 0, remember: 'feed' });
    socket.lose();
    jest.advanceTimersByTime(0);
    events.accept();
    return all;
  }

  it('keeps its route where that is mute and was the best that is left', () => {
    const { story } = onMuteEvents();
    for (let rotation = 0; rotation < 5; rotation++) {
      jest.advanceTimersByTime(MINUTE);
      events.lose(ended);
      expect(story().at(-1)).toBe('sse closed, 1000');
      jest.advanceTimersByTime(1_000);
      events.accept();
    }
    expect(socket.calls).toHaveLength(1);
    expect(events.calls).toHaveLength(6);
  });

  it('keeps the memory of its route, even if its first byte came just before the end', () => {
    onMuteEvents();
    jest.advanceTimersByTime(MINUTE);
    events.message('1');
    events.lose(ended);
    expect(localStorage.getItem(KEY)).toMatch(/^sse@/);
  });

  describe('while a better route waits for its probe', () => {
    /** Opens the connection over the events, after the socket failed. */
    function onEvents(): Watched {
      const all = over([socket, events]);
      socket.lose();
      jest.advanceTimersByTime(0);
      events.accept();
      events.message('1');
      return all;
    }

    /** The events end in order, and are open again a second later. */
    function rotate(): void {
      events.lose(ended);
      jest.advanceTimersByTime(1_000);
      events.accept();
      events.message(`${Date.now()}`);
    }

    it('does not make that wait begin anew', () => {
      onEvents();
      for (let rotation = 0; rotation < 5; rotation++) {
        jest.advanceTimersByTime(10_000);
        rotate();
      }
      jest.advanceTimersByTime(5_999);
      expect(socket.calls).toHaveLength(1);
      jest.advanceTimersByTime(1);
      expect(socket.calls).toHaveLength(2);
    });

    it('does not make it begin anew where the probes failed before', () => {
      onEvents();
      jest.advanceTimersByTime(61_000);
      socket.lose();
      rotate();
      jest.advanceTimersByTime(118_999);
      expect(socket.calls).toHaveLength(2);
      jest.advanceTimersByTime(1);
      expect(socket.calls).toHaveLength(3);
    });

    it('lets the probe take over while it waits', () => {
      const { story, data } = onEvents();
      jest.advanceTimersByTime(61_000);
      socket.accept();
      events.lose(ended);
      socket.message('2');
      jest.advanceTimersByTime(999);
      expect(story().at(-1)).toBe('sse closed, 1000');
      jest.advanceTimersByTime(1);
      expect(data()).toEqual(['1', '2']);
      expect(events.isLive).toBe(false);
      jest.advanceTimersByTime(MINUTE);
      expect(socket.isLive).toBe(true);
    });

    it('stops the probe where the next attempt fails', () => {
      onEvents();
      jest.advanceTimersByTime(61_000);
      events.lose(ended);
      jest.advanceTimersByTime(1_000);
      expect(socket.isLive).toBe(true);
      events.lose();
      expect(socket.isLive).toBe(false);
    });

    it('stops the probe where the server ended the feed for good', () => {
      onEvents();
      jest.advanceTimersByTime(61_000);
      events.lose(new PushError('closed', 'for good', { transient: false }));
      expect(socket.isLive).toBe(false);
    });

    it.each([
      ['a pause', () => document.dispatchEvent(new Event('freeze'))],
      ['the last subscriber', undefined],
    ])('leaves no probe after %s', (_what, pause) => {
      const { stop } = onEvents();
      jest.advanceTimersByTime(61_000);
      events.lose(ended);
      if (pause === undefined) stop();
      else pause();
      expect(socket.isLive).toBe(false);
      if (pause !== undefined) document.dispatchEvent(new Event('resume'));
    });
  });

  it.each([
    ['before it was stable', 4_999, ended],
    ['with a fault', MINUTE, new PushError('network', 'broken', { transient: true })],
    ['with a final error', MINUTE, new PushError('closed', '4401', { transient: false, closeCode: 4401 })],
  ])('counts as a failure of its route %s', (_when, after, error) => {
    onMuteEvents();
    jest.advanceTimersByTime(after);
    events.lose(error);
    jest.advanceTimersByTime(1_000);
    expect([socket.calls.length, events.calls.length]).toEqual([2, 1]);
  });

  it.each([1001, 1005, 1012])('is a WebSocket that is closed with %i', async (code) => {
    FakeWebSocket.all = [];
    const route = viaWebSocket<string, string>('wss://feed.test', {
      WebSocket: FakeWebSocket,
      id: (data) => data,
      resume: { query: 'since' },
    });
    const store = memoryCursor();
    const all = over([route, events], { resume: { store } });
    for (let rotation = 1; rotation <= 4; rotation++) {
      await jest.advanceTimersByTimeAsync(0);
      FakeWebSocket.last.open();
      FakeWebSocket.last.message(`${rotation}`);
      await jest.advanceTimersByTimeAsync(MINUTE);
      FakeWebSocket.last.drop(code);
      await jest.advanceTimersByTimeAsync(1_000);
    }
    expect(reported(all)).toEqual(['websocket 1', '1000']);
    expect(store.get()).toBe('4');
    expect(events.calls).toHaveLength(0);
  });
});
