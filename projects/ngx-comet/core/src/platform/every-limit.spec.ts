import { Observable, Subject } from 'rxjs';
import { connection } from '../connection/connection';
import { FakeRoute } from '../connection/spec-support/fake-route';
import { text } from '../decode/text';
import { request } from '../peer/request';
import { block, setWallClock } from '../spec-support/fake-time';
import { run } from '../spec-support/session-harness';
import { jsonp$ } from '../transports/jsonp/jsonp';
import { pollingStream$ } from '../transports/polling/polling-stream';
import { FakeWebSocket } from '../transports/websocket/spec-support/fake-websocket';
import { websocket$ } from '../transports/websocket/websocket';
import type { PushEvent } from '../vocabulary/push-event';

/** A limit that runs. */
interface Running {
  /** The peer's answer is read. */
  answer(): void;
  stop(): void;
}

/** Starts a limit. `judged` is called when it ends what it limits. */
type Start = (judged: () => void) => Running;

const HOUR = 3_600_000;
const LIMIT = 3_000;

function watched(stream: Observable<unknown>, judged: () => void, answer: () => void): Running {
  const subscription = stream.subscribe({ error: judged });
  return { answer, stop: () => subscription.unsubscribe() };
}

function poll(mode: 'short' | 'long'): Start {
  return (judged) => {
    let answer = (): void => undefined;
    // A long poll at its limit is no error, but it is hung up.
    const source = (): Observable<string> =>
      new Observable((subscriber) => {
        let answered = false;
        answer = () => {
          answered = true;
          subscriber.next('news');
          subscriber.complete();
        };
        return () => {
          if (!answered) judged();
        };
      });
    const options = { mode, timeout: LIMIT, retry: false } as const;
    return watched(
      pollingStream$(source, options),
      () => undefined,
      () => answer(),
    );
  };
}

const LIMITS: Readonly<Record<string, Start>> = {
  connectTimeout: (judged) => {
    const { last, subscription } = run({ connectTimeout: LIMIT }, {}, ({ kind }) => {
      if (kind === 'lost') judged();
    });
    return { answer: () => last().sink.open(), stop: () => subscription.unsubscribe() };
  },
  idleTimeout: (judged) => {
    const { last, subscription } = run({ idleTimeout: LIMIT }, {}, ({ kind }) => {
      if (kind === 'lost') judged();
    });
    last().sink.open();
    return { answer: () => last().sink.active(), stop: () => subscription.unsubscribe() };
  },
  'the heartbeat': (judged) => {
    const options = { WebSocket: FakeWebSocket, decode: text(), retry: false } as const;
    const heartbeat = { every: LIMIT - 1_000, timeout: 1_000, message: () => 'ping' };
    const stream = websocket$<string, string>('ws://host/feed', { ...options, heartbeat });
    return watched(stream, judged, () => FakeWebSocket.last.message('pong'));
  },
  'the timeout of a short poll': poll('short'),
  'the timeout of a long poll': poll('long'),
  'the timeout of a request': (judged) => {
    const events$ = new Subject<PushEvent<string>>();
    const answer = { data: 'answer', event: 'message', id: undefined, transport: 'websocket' } as const;
    const stream = request({ events$, send: () => undefined }, 'question', { match: () => true, timeout: LIMIT });
    return watched(stream, judged, () => events$.next({ kind: 'message', message: answer }));
  },
  deliverWithin: (judged) => {
    const routes = [new FakeRoute('websocket'), new FakeRoute('sse')] as const;
    const { events$ } = connection<string>(routes, { deliverWithin: LIMIT, linger: 0 });
    const subscription = events$.subscribe(({ kind }) => {
      if (kind === 'lost') judged();
    });
    routes[0].call.sink.open();
    return { answer: () => routes[0].call.sink.active(), stop: () => subscription.unsubscribe() };
  },
  'the timeout of jsonp$': (judged) => {
    const stream = jsonp$<string>('https://feed.test/x', { contain: false, timeout: LIMIT, retry: false });
    return watched(stream, judged, () => {
      const src = document.querySelector<HTMLScriptElement>('script[src*="callback="]')?.src ?? '';
      const callback = new URL(src).searchParams.get('callback') ?? '';
      (globalThis as unknown as Record<string, (answer: string) => void>)[callback]?.('answer');
    });
  },
};

describe.each(Object.entries(LIMITS))('%s', (_, begin) => {
  let running: Running;
  let judged: jest.Mock;

  beforeEach(async () => {
    jest.useFakeTimers();
    FakeWebSocket.all = [];
    judged = jest.fn();
    running = begin(judged);
    // Some transports connect after a promise.
    await jest.advanceTimersByTimeAsync(0);
    FakeWebSocket.all.at(-1)?.open();
  });

  afterEach(() => {
    running.stop();
    jest.useRealTimers();
  });

  it.each([0, HOUR, -HOUR])('ends neither early nor late if the clock is changed by %d ms', (by) => {
    jest.advanceTimersByTime(LIMIT / 2);
    setWallClock(by);
    jest.advanceTimersByTime(LIMIT / 2 - 1);
    expect(judged).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(judged).toHaveBeenCalledTimes(1);
  });

  it.each([4_000, 7_000, 30_000])('reads the answer that arrived while the page was busy for %d ms', (busy) => {
    jest.advanceTimersByTime(LIMIT - 500);
    // Firefox delivers after the late timers.
    setTimeout(() => running.answer(), busy + 5);
    block(busy);
    jest.advanceTimersByTime(600);
    expect(judged).not.toHaveBeenCalled();
  });

  it('ends soon after the page was busy, if there is no answer', () => {
    jest.advanceTimersByTime(LIMIT - 500);
    block(4_000);
    expect(judged).not.toHaveBeenCalled();
    jest.advanceTimersByTime(100);
    expect(judged).toHaveBeenCalledTimes(1);
  });

  it('leaves no timer when it is over', () => {
    jest.advanceTimersByTime(LIMIT - 500);
    block(4_000);
    running.stop();
    expect(jest.getTimerCount()).toBe(0);
  });
});
