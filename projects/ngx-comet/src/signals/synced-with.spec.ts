import { ApplicationRef } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Subject } from 'rxjs';
import { PUSH_LOGGER, PushError, pushResource, pushSignal, syncedWith, type PushEvent } from '../public-api';

const lost = new PushError('network', 'broken', { transient: true });
const opened: PushEvent<number> = { kind: 'open', transport: 'sse', continuity: 'first' };
const gap: PushEvent<number> = { kind: 'open', transport: 'sse', continuity: 'gap' };
const message = (data: number): PushEvent<number> => ({
  kind: 'message',
  message: { data, event: 'message', id: undefined, transport: 'sse' },
});

/** Sums up a feed of numbers. The load of the sum is answered by the test. */
function summing() {
  const events = new Subject<PushEvent<number>>();
  const loads: Subject<number>[] = [];
  const sum$ = events.pipe(
    syncedWith({
      load: () => {
        const load = new Subject<number>();
        loads.push(load);
        return load;
      },
      includes: (_sum, { data }) => data === 0,
      apply: (sum, { data }) => sum + data,
    }),
  );
  return { events, loads, sum$ };
}

describe('a state of syncedWith()', () => {
  it('is the value of pushSignal(), with the status of its connection', () => {
    const { events, loads, sum$ } = summing();
    const warn = jest.fn();
    TestBed.configureTestingModule({ providers: [{ provide: PUSH_LOGGER, useValue: { warn } }] });
    const sum = TestBed.runInInjectionContext(() => pushSignal(sum$, { initialValue: undefined }));
    const seen = (): unknown[] => [sum.value(), sum.status().phase, sum.error()];
    expect(seen()).toEqual([undefined, 'idle', undefined]);
    events.next({ kind: 'connecting', transport: 'sse', attempt: 1 });
    expect(seen()).toEqual([undefined, 'connecting', undefined]);
    events.next(opened);
    events.next(message(1));
    expect(seen()).toEqual([undefined, 'open', undefined]);
    loads[0]?.next(10);
    expect(seen()).toEqual([11, 'open', undefined]);
    events.next({ kind: 'lost', transport: 'sse', error: lost, retryIn: 10 });
    expect(seen()).toEqual([11, 'waiting', lost]);
    events.next(gap);
    expect(seen()).toEqual([11, 'open', undefined]);
    expect(sum.status()).toMatchObject({ continuity: 'gap' });
    loads[1]?.error(new Error('the load failed'));
    expect(sum.value()).toBe(11);
    expect(sum.status()).toMatchObject({ phase: 'closed', error: { cause: new Error('the load failed') } });
    expect(events.observed).toBe(false);
    expect(warn).not.toHaveBeenCalled();
  });

  it('may look like an event of a connection', () => {
    const events = new Subject<PushEvent<string>>();
    const paused$ = events.pipe(
      syncedWith({
        load: () => [{ kind: 'paused', reason: 'lunch' }],
        includes: () => false,
        apply: (_state, { data }) => ({ kind: 'paused', reason: data }),
      }),
    );
    const paused = TestBed.runInInjectionContext(() => pushSignal(paused$, { initialValue: undefined }));
    events.next({ kind: 'open', transport: 'sse', continuity: 'first' });
    expect(paused.value()).toEqual({ kind: 'paused', reason: 'lunch' });
    expect(paused.status().phase).toBe('open');
  });

  it('is the value of pushResource(), with the status of its connection', async () => {
    const { events, loads, sum$ } = summing();
    const sum = TestBed.runInInjectionContext(() => pushResource({ stream: () => sum$ }));
    TestBed.tick();
    await TestBed.inject(ApplicationRef).whenStable();
    TestBed.tick();
    events.next(opened);
    expect([sum.value(), sum.status(), sum.connection().phase]).toEqual([undefined, 'loading', 'open']);
    loads[0]?.next(10);
    events.next(message(1));
    expect([sum.value(), sum.status(), sum.connection().phase]).toEqual([11, 'resolved', 'open']);
    events.next({ kind: 'lost', transport: 'sse', error: lost, retryIn: 10 });
    expect([sum.value(), sum.connection().phase]).toEqual([11, 'waiting']);
    sum.destroy();
    TestBed.tick();
    expect(events.observed).toBe(false);
  });

  it('reports a rejected message to PUSH_LOGGER', () => {
    const { events, sum$ } = summing();
    const warn = jest.fn();
    TestBed.configureTestingModule({ providers: [{ provide: PUSH_LOGGER, useValue: { warn } }] });
    TestBed.runInInjectionContext(() => pushSignal(sum$, { initialValue: 0 }));
    events.next(opened);
    events.next({ kind: 'rejected', raw: 'x', error: lost });
    expect(warn).toHaveBeenCalledTimes(1);
  });
});
