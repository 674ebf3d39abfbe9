import 'zone.js';
import { HttpResponse, provideHttpClient, withInterceptors } from '@angular/common/http';
import {
  afterEveryRender,
  ApplicationRef,
  ChangeDetectionStrategy,
  Component,
  inject,
  NgZone,
  provideZoneChangeDetection,
} from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import type { ServerResponse } from 'node:http';
import { BehaviorSubject, tap } from 'rxjs';
import { closeServers, serveHttp } from '../../core/src/spec-support/serve-http';
import { providePush, PushService, withHttpClient, type PushEvent } from '../public-api';

// Its template is empty, because jsdom adds a microtask to the zone when the document changes.
@Component({ template: '', changeDetection: ChangeDetectionStrategy.OnPush })
class View {
  last = 0;
  passes = 0;

  constructor() {
    afterEveryRender({
      read: () => {
        this.passes++;
      },
    });
  }
}

/** In an app with zone.js, over a real connection. */
describe('PushService with zone.js', () => {
  let fixture: ComponentFixture<View>;
  let view: View;
  let zone: NgZone;
  let line: ServerResponse;
  let url: string;
  let chunks = 0;
  let heard: () => void = () => undefined;

  beforeEach(async () => {
    const interceptorsIn: boolean[] = [];
    TestBed.configureTestingModule({
      providers: [
        provideZoneChangeDetection(),
        provideHttpClient(
          withInterceptors([
            (request, next) => {
              interceptorsIn.push(NgZone.isInAngularZone());
              return next(request).pipe(
                tap((event) => event instanceof HttpResponse && interceptorsIn.push(NgZone.isInAngularZone())),
              );
            },
          ]),
        ),
        { provide: 'interceptorsIn', useValue: interceptorsIn },
      ],
    });
    url = await serveHttp((_request, response) => {
      line = response;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 0\n\n');
    });
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await closeServers();
  });

  /** Counts the received chunks, with and without messages. */
  function countChunks(): void {
    chunks = 0;
    const fetch = globalThis.fetch;
    jest.spyOn(globalThis, 'fetch').mockImplementation(async (...request) => {
      const response = await fetch(...request);
      const counted = response.body!.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform: (chunk, controller) => {
            chunks++;
            controller.enqueue(chunk);
            heard();
          },
        }),
      );
      return new Response(counted, response);
    });
  }

  async function heartbeats(n: number): Promise<void> {
    for (let i = 0; i < n; i++) {
      const before = chunks;
      line.write(': heartbeat\n\n');
      await until(() => chunks > before);
      await turnIsOver();
    }
  }

  async function start(): Promise<void> {
    countChunks();
    fixture = TestBed.createComponent(View);
    TestBed.inject(ApplicationRef).attachView(fixture.componentRef.hostView);
    view = fixture.componentInstance;
    zone = TestBed.inject(NgZone);
    await fixture.whenStable();
  }

  const receive = (value: number): void => {
    view.last = value;
    heard();
  };

  async function until(ready: () => boolean): Promise<void> {
    while (!ready()) await new Promise<void>((resolve) => (heard = resolve));
  }

  /** Waits until the zone has run the microtasks of the last delivery. */
  const turnIsOver = (): Promise<void> =>
    zone.runOutsideAngular(() => new Promise((resolve) => void requestAnimationFrame(() => resolve())));

  it('detects changes once for a chunk, and never for a heartbeat or a timer', async () => {
    await start();
    const stream = TestBed.inject(PushService).sse$<number>(url, { idleTimeout: 5_000 });
    const subscription = zone.run(() => stream.subscribe(receive));
    await until(() => chunks === 1);
    await turnIsOver();
    view.passes = 0;

    await heartbeats(20);
    expect(view.passes).toBe(0);

    line.write(Array.from({ length: 100 }, (_, i) => `data: ${i + 1}\n\n`).join(''));
    await until(() => view.last === 100);
    await turnIsOver();
    expect(view.passes).toBe(1);
    subscription.unsubscribe();
  });

  it('reads outside the zone after a gate of the application opened inside', async () => {
    await start();
    const gate = new BehaviorSubject(false);
    const states: string[] = [];
    const stream = TestBed.inject(PushService).sse$<number>(url, { gate, observe: 'events' });
    const subscription = zone.run(() =>
      stream.subscribe((event: PushEvent<number>) => {
        states.push(event.kind);
        heard();
      }),
    );
    zone.run(() => gate.next(true));
    await until(() => states.includes('message'));
    await turnIsOver();
    view.passes = 0;
    await heartbeats(20);
    expect(view.passes).toBe(0);
    subscription.unsubscribe();
  });

  it('runs interceptors inside the zone, and reads the body outside', async () => {
    TestBed.configureTestingModule({ providers: [providePush(withHttpClient())] });
    await start();
    const stream = TestBed.inject(PushService).sse$<number>(url);
    let first = true;
    const subscription = stream.subscribe(() => {
      first = false;
      heard();
    });
    await until(() => !first);
    await turnIsOver();
    expect(TestBed.runInInjectionContext(() => inject('interceptorsIn' as never))).toEqual([true, true]);
    view.passes = 0;
    await heartbeats(5);
    expect(view.passes).toBe(0);
    subscription.unsubscribe();
  });
});
