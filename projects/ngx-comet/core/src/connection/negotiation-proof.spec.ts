import type { ConnectionOptions } from './connection-options';
import { FakeRoute } from './spec-support/fake-route';
import { watchConnection, type Watched } from './spec-support/watch-connection';

const KEY = 'ngx-comet.route.feed';
/** What notices that the machine slept. */
const CLOCK_WATCH = 1;

describe('the trial of a route', () => {
  let watched: Watched | undefined;
  let socket: FakeRoute;
  let events: FakeRoute;
  let polls: FakeRoute;

  beforeEach(() => {
    jest.useFakeTimers();
    localStorage.clear();
    socket = new FakeRoute('websocket');
    events = new FakeRoute('sse');
    polls = new FakeRoute('polling', { opensWithAnswer: true, repeatAfter: () => 400 });
  });

  afterEach(() => {
    watched?.stop();
    watched = undefined;
    const left = jest.getTimerCount();
    jest.useRealTimers();
    expect(left).toBe(0);
    for (const route of [socket, events, polls]) expect(route.isLive).toBe(false);
  });

  function over(routes: readonly FakeRoute[], options: ConnectionOptions<string, string> = {}): Watched {
    watched = watchConnection(routes, options);
    return watched;
  }

  /** What was reported of the errors that ended attempts. */
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

  it('gives a poll beside the live route one minute', () => {
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

  it('tries a good route again after a loss, although a mute one failed before it', () => {
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

  it('has the better route remembered as soon as it takes over', () => {
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

  it('leaves a route remembered that fails before its first byte', () => {
    localStorage.setItem(KEY, `sse@${Date.now()}`);
    over([socket, events], { remember: 'feed' });
    events.lose();
    expect(localStorage.getItem(KEY)).toContain('sse@');
  });

  it('reports why a mute route and a poll without an answer were given up', () => {
    const all = over([polls, socket, events], { deliverWithin: 3_000 });
    polls.done();
    jest.advanceTimersByTime(0);
    socket.accept();
    jest.advanceTimersByTime(3_000);
    expect(losses(all)).toEqual([
      { code: 'silence', message: 'the poll got no answer', transport: 'polling', transient: true },
      {
        code: 'silence',
        message: 'the route opened, and brought not a byte within 3000 ms',
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
    ['the remembered route, where that is new', 0, 'sse'],
    ['the first route, where the remembered one is a day old', 24 * 60 * 60 * 1_000, 'websocket'],
    ['the first route, where the clock was set back since another one was remembered', -1_000, 'websocket'],
  ])('begins with %s', (_, ago, transport) => {
    localStorage.setItem(KEY, `sse@${Date.now() - ago}`);
    const { story } = over([socket, events], { remember: 'feed' });
    expect(story()).toEqual([`${transport}?`]);
  });
});
