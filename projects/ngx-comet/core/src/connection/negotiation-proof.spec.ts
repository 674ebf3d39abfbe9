import { FakeRoute } from './spec-support/fake-route';
import { type Watched, watchInVirtualTime } from './spec-support/watch-connection';

const KEY = 'ngx-comet.route.feed';
/** The timer that detects a sleep of the machine. */
const CLOCK_WATCH = 1;

describe('the trial of a route', () => {
  const over = watchInVirtualTime();
  let socket: FakeRoute;
  let events: FakeRoute;
  let polls: FakeRoute;

  beforeEach(() => {
    socket = new FakeRoute('websocket');
    events = new FakeRoute('sse');
    polls = new FakeRoute('polling', { opensWithAnswer: true, repeatAfter: () => 400 });
  });

  /** The reported errors of the lost attempts. */
  function losses({ events: seen }: Watched): unknown[] {
    return seen.flatMap((event) => {
      if (event.kind !== 'lost') return [];
      const { code, message, transport, transient } = event.error;
      return [{ code, message, transport, transient }];
    });
  }

  it('needs no timer once the best route is good', () => {
    over([socket, events]);
    socket.accept();
    socket.message('1');
    jest.advanceTimersByTime(1_000);
    expect(jest.getTimerCount()).toBe(CLOCK_WATCH);
  });

  it('ends one second after the first poll with an answer, however many polls follow', () => {
    over([socket, polls]);
    socket.lose();
    jest.advanceTimersByTime(0);
    for (let poll = 0; poll < 153; poll++) {
      polls.accept();
      polls.message(`${poll}`);
      polls.done();
      expect(socket.calls).toHaveLength(1);
      jest.advanceTimersByTime(400);
    }
    // 61,200 ms: one second to prove itself, and a minute up to the first probe.
    expect(socket.calls).toHaveLength(2);
  });

  it('ends a poll that is tried beside the live route after one minute', () => {
    over([polls, events]);
    polls.lose();
    jest.advanceTimersByTime(0);
    events.accept();
    events.message('1');
    jest.advanceTimersByTime(61_000);
    expect(polls.calls).toHaveLength(2);
    jest.advanceTimersByTime(59_999);
    expect(polls.isLive).toBe(true);
    jest.advanceTimersByTime(1);
    expect(polls.isLive).toBe(false);
    expect(events.isLive).toBe(true);
  });

  it('tries a good route again after a loss, even if a mute route failed before it', () => {
    over([socket, events]);
    socket.accept();
    jest.advanceTimersByTime(5_001);
    events.accept();
    events.message('1');
    jest.advanceTimersByTime(1_000);
    events.lose();
    jest.advanceTimersByTime(999);
    expect([socket.calls.length, events.calls.length]).toEqual([1, 1]);
    jest.advanceTimersByTime(1);
    expect([socket.calls.length, events.calls.length]).toEqual([1, 2]);
  });

  it('remembers the better route as soon as that route takes over', () => {
    over([socket, events], { remember: 'feed' });
    socket.lose();
    jest.advanceTimersByTime(0);
    events.accept();
    events.message('1');
    jest.advanceTimersByTime(61_000);
    socket.accept();
    socket.message('2');
    expect(localStorage.getItem(KEY)).toContain('sse@');
    jest.advanceTimersByTime(1_000);
    expect(localStorage.getItem(KEY)).toContain('websocket@');
  });

  it('keeps the remembered route if it fails before its first byte', () => {
    localStorage.setItem(KEY, `sse@${Date.now()}`);
    over([socket, events], { remember: 'feed' });
    events.lose();
    expect(localStorage.getItem(KEY)).toContain('sse@');
  });

  it('reports why it gives up a mute route or a poll without an answer', () => {
    const all = over([polls, socket, events], { deliverWithin: 3_000 });
    polls.done();
    jest.advanceTimersByTime(0);
    socket.accept();
    jest.advanceTimersByTime(3_000);
    expect(losses(all)).toEqual([
      { code: 'silence', message: 'the poll got no answer', transport: 'polling', transient: true },
      {
        code: 'silence',
        message: 'the route opened, but no byte arrived within 3000 ms',
        transport: 'websocket',
        transient: true,
      },
    ]);
  });

  it('reports that the better route did not open a second time', () => {
    const all = over([socket, events], { resume: { window: 1 } });
    socket.lose();
    jest.advanceTimersByTime(0);
    events.accept();
    events.message('1');
    jest.advanceTimersByTime(61_000);
    socket.accept();
    socket.beat();
    events.message('2');
    events.message('3');
    jest.advanceTimersByTime(11_000);
    expect(losses(all).slice(1)).toEqual([
      {
        code: 'connect-timeout',
        message: 'the better route did not open again within 10000 ms',
        transport: 'websocket',
        transient: true,
      },
    ]);
  });

  it.each([
    ['the remembered route, if it was remembered just now', 0, 'sse'],
    ['the first route, if the remembered one is a day old', 24 * 60 * 60 * 1_000, 'websocket'],
    ['the first route, if the clock was set back after another one was remembered', -1_000, 'websocket'],
  ])('begins with %s', (_, ago, transport) => {
    localStorage.setItem(KEY, `sse@${Date.now() - ago}`);
    const { story } = over([socket, events], { remember: 'feed' });
    expect(story()).toEqual([`${transport}?`]);
  });
});
