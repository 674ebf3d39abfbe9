import { TestBed } from '@angular/core/testing';
import { providePushTesting, PushTestingController, type PushTestConnection } from 'ngx-comet/testing';
import { map, share, type Observable } from 'rxjs';
import { z } from 'zod';
import {
  batchFrames,
  bounded,
  collectBy,
  conflateBy,
  connection,
  constant,
  latest,
  ofEvent,
  providePush,
  PUSH_LOGGER,
  PushService,
  pushSignal,
  retryWithBackoff,
  syncedWith,
  toStatus,
  validate,
  viaWebSocket,
  withRetry,
  type PushEvent,
  type PushMessage,
  type PushSignal,
} from '../public-api';

/** Data that looks like an event of a connection. */
interface Break {
  readonly kind: string;
  readonly reason: string;
  readonly id: string;
}
const lunch: Break = { kind: 'paused', reason: 'lunch', id: 'a' };
const tea: Break = { kind: 'lost', reason: 'tea', id: 'b' };
const URL = 'wss://h/breaks';

const schema = z.object({ kind: z.string(), reason: z.string(), id: z.string() });
const id = ({ id }: Break): string => id;

type Pipeline = (breaks$: Observable<Break>) => Observable<unknown>;

/** Pipelines, and their values after two breaks in one frame. */
const pipelines: readonly [string, Pipeline, unknown][] = [
  ['no operator', (source) => source, tea],
  ['batchFrames()', (source) => source.pipe(batchFrames()), [lunch, tea]],
  ['conflateBy()', (source) => source.pipe(conflateBy(id)), [lunch, tea]],
  ['bounded()', (source) => source.pipe(bounded({ max: 5, overflow: 'error' })), [lunch, tea]],
  ['latest()', (source) => source.pipe(latest(2)), [lunch, tea]],
  [
    'collectBy()',
    (source) => source.pipe(collectBy(id)),
    new Map([
      ['a', lunch],
      ['b', tea],
    ]),
  ],
  ['validate()', (source) => source.pipe(validate(schema)), tea],
  ['retryWithBackoff()', (source) => source.pipe(retryWithBackoff(() => undefined)), tea],
  [
    'a chain of operators',
    (source) =>
      source.pipe(
        retryWithBackoff(() => undefined),
        validate(schema),
        conflateBy(id),
        collectBy(id),
      ),
    new Map([
      ['a', lunch],
      ['b', tea],
    ]),
  ],
  ['collectBy(), batchFrames()', (source) => source.pipe(collectBy(id), batchFrames(), latest(1)), [expect.any(Map)]],
];

/** The sources of a pipeline: streams of the service, of its connections and of connections of core. */
const sources: readonly [string, () => Observable<Break>][] = [
  ['a stream of PushService', () => TestBed.inject(PushService).websocket$<Break>(URL)],
  ['data$ of PushService.connect()', () => TestBed.inject(PushService).connect([viaWebSocket<Break>(URL)]).data$],
  ['data$ of connection()', () => coreConnection().data$],
];

let push: PushTestingController;

function coreConnection() {
  return connection([viaWebSocket<Break>(URL)], { ...push.options, retry: constant(1_000) });
}

/** Accepts the one connection that was opened since the last call. */
function opened(): PushTestConnection {
  const socket = push.expectOne(URL);
  socket.open();
  return socket;
}

describe('the status of a piped stream', () => {
  const warn = jest.fn();

  beforeEach(() => {
    warn.mockClear();
    TestBed.configureTestingModule({
      providers: [
        providePush(withRetry(constant(1_000))),
        providePushTesting(),
        { provide: PUSH_LOGGER, useValue: { warn } },
      ],
    });
    push = TestBed.inject(PushTestingController);
  });

  afterEach(() => {
    TestBed.resetTestingModule();
    push.tick(1_000);
    push.verify();
  });

  const follow = <T>(source: Observable<T>): PushSignal<T | undefined> =>
    TestBed.runInInjectionContext(() => pushSignal(source));

  describe.each(sources)('of %s', (_name, sourceOf) => {
    it.each(pipelines)('is shown together with the values, over one connection: %s', (_chain, pipe, value) => {
      const feed = follow(pipe(sourceOf()));
      expect([feed.value(), feed.status().phase, feed.error()]).toEqual([undefined, 'connecting', undefined]);
      const socket = opened();
      socket.next(lunch);
      socket.next(tea);
      push.tick(20);
      expect([feed.value(), feed.status().phase]).toEqual([value, 'open']);
      socket.lose();
      expect(feed.status()).toMatchObject({ phase: 'waiting', error: { code: 'network' } });
      expect([feed.value(), feed.error()?.code]).toEqual([value, 'network']);
      push.expectNone(URL);
      push.tick(1_000);
      const again = opened();
      expect([feed.status().phase, feed.error()]).toEqual(['open', undefined]);
      again.closeWith(4_400, 'no');
      push.tick(20);
      expect(feed.status()).toMatchObject({ phase: 'closed', error: { closeCode: 4_400 } });
      expect([feed.value(), feed.error()?.closeCode]).toEqual([value, 4_400]);
      expect(warn).not.toHaveBeenCalled();
    });

    it('ends with the error of an operator', () => {
      const feed = follow(sourceOf().pipe(validate(z.number()), latest(1)));
      const socket = opened();
      socket.next(lunch);
      expect([feed.value(), feed.status().phase, feed.error()?.code]).toEqual([undefined, 'closed', 'schema']);
      push.tick(200);
      expect(socket.state).toBe('closed');
    });

    it('is unknown after an operator of RxJS, of which only the end is known', () => {
      const feed = follow(sourceOf().pipe(map(id), latest(2)));
      const socket = opened();
      socket.next(lunch);
      expect([feed.value(), feed.status().phase]).toEqual([['a'], 'idle']);
      socket.closeWith(4_400);
      expect([feed.status().phase, feed.error()?.closeCode]).toEqual(['closed', 4_400]);
    });

    it('is that of the shared source, if a stream is shared before the operators', () => {
      const shared$ = sourceOf().pipe(share());
      const one = follow(shared$.pipe(latest(2)));
      const two = follow(shared$.pipe(collectBy(id)));
      const socket = opened();
      socket.next(lunch);
      expect([one.value(), two.value()?.size]).toEqual([[lunch], 1]);
      push.expectNone(URL);
    });
  });

  describe.each<[string, () => Observable<PushMessage<Break>>]>([
    ['messages of PushService', () => TestBed.inject(PushService).websocket$<Break>(URL, { observe: 'messages' })],
    [
      'messages$ of PushService.connect()',
      () => TestBed.inject(PushService).connect([viaWebSocket<Break>(URL)]).messages$,
    ],
    ['messages$ of connection()', () => coreConnection().messages$],
  ])('of %s', (_name, sourceOf) => {
    it.each<[string, (source: Observable<PushMessage<Break>>) => Observable<unknown>, unknown]>([
      ['ofEvent()', (source) => source.pipe(ofEvent('message')), expect.objectContaining({ data: lunch })],
      ['ofEvent() of another name', (source) => source.pipe(ofEvent('other')), undefined],
    ])('is shown together with the values: %s', (_chain, pipe, value) => {
      const feed = follow(pipe(sourceOf()));
      const socket = opened();
      socket.next(lunch);
      expect([feed.value(), feed.status().phase]).toEqual([value, 'open']);
      push.expectNone(URL);
    });
  });

  describe.each<[string, () => Observable<PushEvent<Break>>]>([
    ['events of PushService', () => TestBed.inject(PushService).websocket$<Break>(URL, { observe: 'events' })],
    ['events$ of PushService.connect()', () => TestBed.inject(PushService).connect([viaWebSocket<Break>(URL)]).events$],
    ['events$ of connection()', () => coreConnection().events$],
  ])('of %s', (_name, sourceOf) => {
    function running(feed: PushSignal<unknown>): unknown {
      const socket = opened();
      socket.next(lunch);
      socket.reject('{');
      socket.next(tea);
      expect(feed.status().phase).toBe('open');
      push.expectNone(URL);
      expect(warn.mock.calls).toEqual([
        [expect.stringContaining('a websocket message was rejected'), expect.anything()],
      ]);
      const value = feed.value();
      socket.closeWith(4_400);
      expect([feed.status().phase, feed.error()?.closeCode]).toEqual(['closed', 4_400]);
      return value;
    }

    it('is shown with the data of the messages', () => {
      expect(running(follow(sourceOf()))).toEqual(tea);
    });

    it('is shown with the last events, which are the values of latest()', () => {
      expect(running(follow(sourceOf().pipe(latest(2))))).toEqual([
        expect.objectContaining({ kind: 'rejected' }),
        expect.objectContaining({ kind: 'message' }),
      ]);
    });

    it('is the value of toStatus(), too', () => {
      const feed = follow(sourceOf().pipe(toStatus()));
      expect(running(feed)).toMatchObject({ phase: 'open' });
      expect(feed.value()).toEqual(feed.status());
    });

    it('is shown with the state of syncedWith()', () => {
      const names$ = sourceOf().pipe(
        syncedWith({
          load: () => ['none'],
          includes: () => false,
          apply: (names: string, { data }) => `${names} ${data.id}`,
        }),
        latest(1),
      );
      // A rejected message is missing in the state, so it was loaded again.
      expect(running(follow(names$))).toEqual(['none b']);
    });
  });

  it('is shown of a channel', () => {
    const channel = TestBed.inject(PushService)
      .connect<Break, string>([viaWebSocket<Break, string>(URL)], {
        channels: { subscribe: (name) => `+${name}`, unsubscribe: (name) => `-${name}`, nameOf: ({ id }) => id },
      })
      .channel<Break>('a');
    const feed = follow(channel.pipe(latest(3)));
    const socket = opened();
    socket.next(tea);
    socket.next(lunch);
    expect([feed.value(), feed.status().phase]).toEqual([[lunch], 'open']);
  });

  it('of a connection is known to a late subscriber, whatever it observes', () => {
    const feed = TestBed.inject(PushService).connect([viaWebSocket<Break>(URL)]);
    follow(feed.data$);
    opened();
    const phases = [feed.data$.pipe(latest(1)), feed.events$, feed.events$.pipe(latest(1)), feed.messages$].map(
      (late$) => follow<unknown>(late$).status().phase,
    );
    expect(phases).toEqual(['open', 'open', 'open', 'open']);
  });

  it('shows the wait of retryWithBackoff(), where the stream itself does not retry', () => {
    const once$ = TestBed.inject(PushService).websocket$<Break>(URL, { retry: false });
    const feed = follow(once$.pipe(retryWithBackoff(constant(2_000)), latest(1)));
    const socket = opened();
    socket.lose();
    expect(feed.status()).toMatchObject({ phase: 'waiting', error: { code: 'network' } });
    push.tick(2_000);
    opened();
    expect([feed.status().phase, feed.error()]).toEqual(['open', undefined]);
  });

  it('reports a rejected message once, of a stream of data', () => {
    const feed = follow(TestBed.inject(PushService).websocket$<Break>(URL).pipe(validate(schema), batchFrames()));
    const socket = opened();
    socket.reject('{');
    push.tick(20);
    expect(feed.value()).toBe(undefined);
    expect(warn).toHaveBeenCalledTimes(1);
  });
});
