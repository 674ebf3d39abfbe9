import { TestBed } from '@angular/core/testing';
import { map, of, Subject } from 'rxjs';
import { PUSH_LOGGER, PushError, pushEvent, pushSignal, type PushEvent } from '../public-api';

const error = new PushError('network', 'broken', { transient: true });
const message = { data: 'the data', event: 'message', id: undefined, transport: 'sse' } as const;
const events: readonly PushEvent<string>[] = [
  { kind: 'connecting', transport: 'sse', attempt: 1 },
  { kind: 'open', transport: 'sse', continuity: 'first' },
  { kind: 'message', message },
  { kind: 'rejected', error, raw: 'raw' },
  { kind: 'lost', transport: 'sse', error, retryIn: 10 },
  { kind: 'comment', text: 'ping' },
  { kind: 'paused', reason: 'offline' },
];

describe('the events that pushSignal recognizes', () => {
  /** The state of a signal after one value of its source. */
  function stateAfter(value: unknown): { value: unknown; phase: string; warned: number } {
    const warn = jest.fn();
    TestBed.configureTestingModule({ providers: [{ provide: PUSH_LOGGER, useValue: { warn } }] });
    const source = new Subject<unknown>();
    const feed = TestBed.runInInjectionContext(() => pushSignal<unknown>(source, { initialValue: 'nothing yet' }));
    source.next(value);
    return { value: feed.value(), phase: feed.status().phase, warned: warn.mock.calls.length };
  }

  it.each([
    ['connecting', { value: 'nothing yet', phase: 'connecting', warned: 0 }],
    ['open', { value: 'nothing yet', phase: 'open', warned: 0 }],
    ['message', { value: 'the data', phase: 'idle', warned: 0 }],
    ['rejected', { value: 'nothing yet', phase: 'idle', warned: 1 }],
    ['lost', { value: 'nothing yet', phase: 'waiting', warned: 0 }],
    ['comment', { value: 'nothing yet', phase: 'idle', warned: 0 }],
    ['paused', { value: 'nothing yet', phase: 'paused', warned: 0 }],
  ])('include "%s", if it is marked', (kind, expected) => {
    expect(stateAfter(events.filter((event) => event.kind === kind).map(pushEvent)[0])).toEqual(expected);
  });

  it.each(events.map((event) => [event.kind, event] as const))(
    'do not include data that looks like "%s"',
    (_kind, value) => {
      expect(stateAfter(value)).toEqual({ value, phase: 'idle', warned: 0 });
    },
  );

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a text', 'open'],
  ])('do not include %s', (_name, value) => {
    expect(stateAfter(value)).toEqual({ value, phase: 'idle', warned: 0 });
  });

  it('include those of another copy of the package', () => {
    jest.isolateModules(() => {
      const other = jest.requireActual<{ readonly pushEvent: typeof pushEvent }>('ngx-comet/core');
      expect(other.pushEvent).not.toBe(pushEvent);
      expect(stateAfter(other.pushEvent({ kind: 'paused', reason: 'offline' })).phase).toBe('paused');
    });
  });

  it('include a changed copy that is marked again', () => {
    const source$ = of(pushEvent({ kind: 'message', message })).pipe(
      map((event) => pushEvent({ ...event, message: { ...event.message, data: event.message.data.length } })),
    );
    const feed = TestBed.runInInjectionContext(() => pushSignal(source$, { initialValue: 0 }));
    expect(feed.value()).toBe(8);
  });

  it('need no mark where nothing but events can come', () => {
    const feed = TestBed.runInInjectionContext(() =>
      pushSignal({ events$: of<PushEvent<string>>({ kind: 'message', message }) }, { initialValue: '' }),
    );
    expect(feed.value()).toBe('the data');
  });
});
