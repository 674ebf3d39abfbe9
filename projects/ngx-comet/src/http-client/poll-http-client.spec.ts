import { HttpClient, provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { pollingStream$, type PushEvent, type RetrySchedule } from '../public-api';

describe('pollingStream$ of HttpClient', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('treats a 304 as unchanged, waits as Retry-After says, and cancels the request when it is unsubscribed', () => {
    const http = TestBed.inject(HttpClient);
    const backend = TestBed.inject(HttpTestingController);
    const events: PushEvent<number>[] = [];
    const retry: RetrySchedule = ({ serverDelay }) => serverDelay;
    const subscription = pollingStream$(() => http.get<number>('/feed'), {
      interval: 1_000,
      jitter: 0,
      retry,
      observe: 'events',
    }).subscribe((event) => events.push(event));
    const seen = (): unknown[] => events.map((event) => (event.kind === 'message' ? event.message.data : event.kind));

    backend.expectOne('/feed').flush(1);
    jest.advanceTimersByTime(1_000);
    backend.expectOne('/feed').flush(null, { status: 304, statusText: 'Not Modified' });
    jest.advanceTimersByTime(1_000);
    backend.expectOne('/feed').flush(2);
    jest.advanceTimersByTime(1_000);
    const headers = { 'Retry-After': '7' };
    backend.expectOne('/feed').flush(null, { status: 429, statusText: 'Too Many Requests', headers });
    expect(seen()).toEqual(['connecting', 'open', 1, 2, 'lost']);
    jest.advanceTimersByTime(6_999);
    backend.expectNone('/feed');
    jest.advanceTimersByTime(1);
    const last = backend.expectOne('/feed');
    subscription.unsubscribe();
    expect(last.cancelled).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });
});
