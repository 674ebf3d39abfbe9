import { TestBed } from '@angular/core/testing';
import { Subject } from 'rxjs';
import { PUSH_LOGGER, PushError, pushSignal, type PushEvent } from '../public-api';

const error = new PushError('network', 'broken', { transient: true });
const message = { data: 'the data', event: 'message', id: undefined, transport: 'sse' } as const;
const events: readonly PushEvent<string>[] = [
  { kind: 'connecting', transport: 'sse', attempt: 1 },
  { kind: 'open', transport: 'sse', continuity: 'first' },
  { kind: 'message', message },
  { kind: 'rejected', error, raw: 'raw' },
  { kind: 'lost', transport: 'sse', error, retryIn: 10 },
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
    ['paused', { value: 'nothing yet', phase: 'paused', warned: 0 }],
  ])('include "%s"', (kind, expected) => {
    expect(stateAfter(events.find((event) => event.kind === kind))).toEqual(expected);
  });

  const withoutOne = events.flatMap((event) =>
    requiredOf(event.kind).map((name) => [event.kind, name, { ...event, [name]: undefined }] as const),
  );

  it.each(withoutOne)('do not include a value of the kind "%s" with a wrong "%s"', (_kind, _name, value) => {
    expect(stateAfter(value)).toEqual({ value, phase: 'idle', warned: 0 });
  });

  it.each(['data', 'event', 'transport'])('do not include a message without "%s"', (name) => {
    const part = Object.fromEntries(Object.entries(message).filter(([own]) => own !== name));
    const value = { kind: 'message', message: part };
    expect(stateAfter(value)).toEqual({ value, phase: 'idle', warned: 0 });
  });

  it('do not include a rejection without the raw message', () => {
    const value = { kind: 'rejected', error };
    expect(stateAfter(value)).toEqual({ value, phase: 'idle', warned: 0 });
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a text', 'open'],
    ['an object of another kind', { kind: 'door', transport: 'sse', attempt: 1, continuity: 'first' }],
    ['a message that is null', { kind: 'message', message: null }],
    ['a message that is a text', { kind: 'message', message: 'data' }],
  ])('do not include %s', (_name, value) => {
    expect(stateAfter(value)).toEqual({ value, phase: 'idle', warned: 0 });
  });
});

/** The properties that an event must have, besides its kind. */
function requiredOf(kind: PushEvent<unknown>['kind']): readonly string[] {
  switch (kind) {
    case 'connecting':
      return ['transport', 'attempt'];
    case 'open':
      return ['transport', 'continuity'];
    case 'message':
      return ['message'];
    case 'rejected':
      return ['error'];
    case 'lost':
      return ['error', 'retryIn'];
    case 'paused':
      return ['reason'];
  }
}
