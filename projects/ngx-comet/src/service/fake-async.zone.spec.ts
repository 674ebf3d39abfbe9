import 'zone.js';
import 'zone.js/testing';
import { provideZoneChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { BehaviorSubject, Observable } from 'rxjs';
import { PushService, type PushEvent } from '../public-api';

/** Angular looks for this when it is imported. In these specs zone.js comes later. */
const { fakeAsync, tick } = (Zone as unknown as Record<string, FakeAsync>)[
  Zone.__symbol__('fakeAsyncTest')
] as FakeAsync;

interface FakeAsync {
  fakeAsync(test: () => void): () => void;
  tick(ms: number): void;
}

// `fakeAsync` has virtual timers and a virtual `Date`, but not a virtual `performance`. Here `performance` stands still.
describe('a stream in fakeAsync', () => {
  let push: PushService;
  let seen: string[];

  const note = (event: PushEvent<unknown>): void => {
    seen.push(event.kind === 'lost' ? event.error.code : event.kind);
  };

  beforeEach(() => {
    // Without this it counts the milliseconds that a busy machine takes between two virtual timers.
    jest.spyOn(performance, 'now').mockReturnValue(performance.now());
    TestBed.configureTestingModule({ providers: [provideZoneChangeDetection()] });
    push = TestBed.inject(PushService);
    seen = [];
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('polls at its interval', fakeAsync(() => {
    let polls = 0;
    const source = (): number[] => [++polls];
    const subscription = push.pollingStream$(source, { interval: 5_000, jitter: 0 }).subscribe();
    tick(4_999);
    expect(polls).toBe(1);
    tick(1);
    expect(polls).toBe(2);
    tick(10_000);
    expect(polls).toBe(4);
    subscription.unsubscribe();
  }));

  it('ends a poll at its timeout, and tries again after the wait of the schedule', fakeAsync(() => {
    const source = (): Observable<never> => new Observable();
    const subscription = push
      .pollingStream$(source, { timeout: 30_000, retry: () => 2_000, observe: 'events' })
      .subscribe(note);
    tick(29_999);
    expect(seen).toEqual(['connecting']);
    tick(1);
    expect(seen).toEqual(['connecting', 'timeout']);
    tick(2_000);
    expect(seen).toEqual(['connecting', 'timeout', 'connecting']);
    subscription.unsubscribe();
  }));

  it('ends an open connection idleTimeout after its last message', fakeAsync(() => {
    const source = new BehaviorSubject(1);
    const options = { timeout: 0, idleTimeout: 3_000, retry: () => 60_000, observe: 'events' } as const;
    const subscription = push.pollingStream$(() => source, options).subscribe(note);
    tick(2_000);
    source.next(2);
    tick(2_999);
    expect(seen).toEqual(['connecting', 'open', 'message', 'message']);
    tick(1);
    expect(seen).toEqual(['connecting', 'open', 'message', 'message', 'silence']);
    subscription.unsubscribe();
  }));
});
