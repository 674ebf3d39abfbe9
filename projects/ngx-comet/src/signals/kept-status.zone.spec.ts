import 'zone.js';
import { NgZone, provideZoneChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Observable } from 'rxjs';
import { FakeWebSocket } from '../../core/src/transports/websocket/spec-support/fake-websocket';
import { batchFrames, latest, PUSH_WEB_SOCKET, PushService, pushSignal, viaWebSocket } from '../public-api';

describe('the status of a piped stream with zone.js', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    TestBed.configureTestingModule({
      providers: [provideZoneChangeDetection(), { provide: PUSH_WEB_SOCKET, useValue: FakeWebSocket }],
    });
  });

  afterEach(() => {
    TestBed.resetTestingModule();
    jest.advanceTimersByTime(1_000);
    jest.useRealTimers();
  });

  it.each<[string, (push: PushService) => Observable<readonly unknown[]>]>([
    ['a stream', (push) => push.websocket$<number>('wss://h').pipe(batchFrames(), latest(5))],
    ['a connection', (push) => push.connect([viaWebSocket<number>('wss://h')]).data$.pipe(batchFrames(), latest(5))],
    ['the events of a stream', (push) => push.websocket$<number>('wss://h', { observe: 'events' }).pipe(batchFrames())],
  ])('of %s is delivered inside, and its values enter the zone once per batch', async (_name, sourceOf) => {
    const source = sourceOf(TestBed.inject(PushService));
    const feed = TestBed.runInInjectionContext(() => pushSignal(source));
    await jest.advanceTimersByTimeAsync(0);
    const enter = jest.spyOn(TestBed.inject(NgZone), 'run');
    FakeWebSocket.last.open();
    expect(enter).toHaveBeenCalled();
    expect(feed.status().phase).toBe('open');
    await jest.advanceTimersByTimeAsync(20);
    enter.mockClear();
    for (let n = 1; n <= 5; n++) FakeWebSocket.last.message(String(n));
    expect(enter).not.toHaveBeenCalled();
    jest.advanceTimersToNextFrame();
    expect(enter).toHaveBeenCalledTimes(1);
    expect(feed.value()).toHaveLength(5);
  });
});
