import 'zone.js';
import { NgZone, provideZoneChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { filter, firstValueFrom, Observable, of } from 'rxjs';
import { closeServers, serveHttp } from '../../core/src/spec-support/serve-http';
import { PushService, viaSse, type ConnectionStatus } from '../public-api';

describe('PushService.connect with zone.js', () => {
  afterEach(async () => {
    await closeServers();
  });

  it('runs outside the zone, and delivers values and calls functions inside', async () => {
    TestBed.configureTestingModule({ providers: [provideZoneChangeDetection()] });
    const url = await serveHttp((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('id: 1\ndata: 1\n\n');
    });
    const zone = TestBed.inject(NgZone);
    const where: string[] = [];
    const note = (what: string): void => void where.push(`${what} ${NgZone.isInAngularZone() ? 'inside' : 'outside'}`);
    const fetch: typeof globalThis.fetch = (...request) => {
      note('fetch');
      return globalThis.fetch(...request);
    };
    const feed = TestBed.inject(PushService).connect<number, string>([viaSse<number>(url, { fetch })], {
      linger: 0,
      sendVia: (value) => {
        note(value);
        return of(1);
      },
    });
    const phases: ConnectionStatus['phase'][] = [];
    await zone.run(async () => {
      feed.status$.subscribe(({ phase }) => phases.push(phase));
      await firstValueFrom(
        new Observable<number>((subscriber) =>
          feed.data$.subscribe((value) => {
            note('value');
            feed.send('send');
            subscriber.next(value);
          }),
        ),
      );
    });
    expect(where).toEqual(['fetch outside', 'value inside', 'send inside']);
    expect(phases).toEqual(['idle', 'connecting', 'open', 'idle']);
  });

  it('lingers outside the zone, so that the application stays stable', async () => {
    TestBed.configureTestingModule({ providers: [provideZoneChangeDetection()] });
    const zone = TestBed.inject(NgZone);
    const fetch = (): Promise<Response> => new Promise(() => undefined);
    const feed = TestBed.inject(PushService).connect<number>([viaSse<number>('/feed', { fetch })]);
    zone.run(() => {
      feed.data$.subscribe().unsubscribe();
    });
    expect(feed.status()).toMatchObject({ phase: 'connecting' });
    expect(zone.hasPendingMacrotasks).toBe(false);
    await firstValueFrom(feed.status$.pipe(filter(({ phase }) => phase === 'idle')));
    expect(feed.status()).toEqual({ phase: 'idle' });
  });

  it('reports a wrong clock', () => {
    expect(() =>
      TestBed.inject(PushService).connect([viaSse<number>('/feed')], { clock: { now: Date.now } as never }),
    ).toThrow(new TypeError('clock must be a SchedulerLike, got an object'));
  });
});
