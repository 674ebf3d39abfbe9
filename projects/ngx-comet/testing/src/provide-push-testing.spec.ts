/**
 * @jest-environment jsdom
 */
import { HttpClient, provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import {
  batchFrames,
  httpStream$,
  injectPush,
  jsonp$,
  pollingStream$,
  providePush,
  PUSH_GATE,
  PushService,
  pushSignal,
  sse$,
  viaSse,
  viaWebSocket,
  websocket$,
  withDefaults,
  withHttpClient,
} from 'ngx-comet';
import { providePushTesting, PushTestingController } from 'ngx-comet/testing';
import { BehaviorSubject, concatWith, NEVER, of } from 'rxjs';

interface Price {
  readonly price: number;
}

@Component({
  selector: 'app-price',
  template: '{{ price.value()?.price }} {{ price.status().phase }}',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class PriceComponent {
  readonly price = pushSignal(inject(PushService).sse$<Price>('/prices'), { initialValue: undefined });
}

let push: PushTestingController;

function configure(...providers: Parameters<typeof TestBed.configureTestingModule>[0]['providers'] & object): void {
  TestBed.configureTestingModule({ providers: [...providers, providePushTesting()] });
  push = TestBed.inject(PushTestingController);
}

afterEach(() => {
  TestBed.resetTestingModule();
  push.verify();
});

it('feeds a component, and the signal has the value when the call returns', () => {
  configure();
  const { componentInstance } = TestBed.createComponent(PriceComponent);
  const feed = push.expectOne('/prices');
  feed.next({ price: 7 });
  expect(componentInstance.price.value()).toEqual({ price: 7 });
  expect(componentInstance.price.status().phase).toBe('open');
  feed.lose();
  expect(componentInstance.price.status().phase).toBe('waiting');
  push.tick(1_000);
  push.expectOne('/prices').next({ price: 8 });
  expect(componentInstance.price.value()).toEqual({ price: 8 });
});

it('renders', () => {
  configure();
  const fixture = TestBed.createComponent(PriceComponent);
  push.expectOne('/prices').next({ price: 7 });
  fixture.detectChanges();
  expect((fixture.nativeElement as HTMLElement).textContent).toBe('7 open');
});

it('takes part whatever is provided for streams, and with the defaults of the application', () => {
  configure(
    provideHttpClient(),
    provideHttpClientTesting(),
    providePush(withHttpClient(), withDefaults({ headers: { Authorization: 'Bearer 1' } })),
  );
  TestBed.createComponent(PriceComponent);
  expect(push.expectOne('/prices').request.headers.get('authorization')).toBe('Bearer 1');
  TestBed.inject(HttpTestingController).verify();
});

it('shows the connections of connect()', () => {
  configure();
  const feed = TestBed.inject(PushService).connect<Price>([viaWebSocket('/ws'), viaSse('/sse')]);
  const seen: Price[] = [];
  feed.data$.subscribe((price) => seen.push(price));
  push.expectOne('/ws').next({ price: 7 });
  expect(seen).toEqual([{ price: 7 }]);
  expect(feed.status().phase).toBe('open');
  feed.close();
});

it.each([
  ['sse$', '/feed', () => injectPush(sse$)<number>('/feed')],
  ['httpStream$', '/feed', () => injectPush(httpStream$)<number>('/feed')],
  ['websocket$', '/feed', () => injectPush(websocket$)<number>('/feed')],
  ['pollingStream$', '/feed', () => injectPush(pollingStream$)<number>('/feed')],
  ['jsonp$', 'http://localhost/feed', () => injectPush(jsonp$)<number>('/feed')],
])('feeds %s of injectPush()', (_name, url, make) => {
  configure();
  const seen: number[] = [];
  const subscription = TestBed.runInInjectionContext(make).subscribe((value) => seen.push(value));
  push.expectOne(url).next(7);
  expect(seen).toEqual([7]);
  subscription.unsubscribe();
});

it('leaves the polls of a function to HttpTestingController, and moves their time', () => {
  configure(provideHttpClient(), provideHttpClientTesting());
  const http = TestBed.inject(HttpClient);
  const back = TestBed.inject(HttpTestingController);
  const seen: number[] = [];
  const stream = TestBed.inject(PushService).pollingStream$(() => http.get<number>('/jobs'), { interval: 2_000 });
  const subscription = stream.subscribe((value) => seen.push(value));
  back.expectOne('/jobs').flush(1);
  push.tick(2_000);
  back.expectOne('/jobs').flush(2);
  expect(seen).toEqual([1, 2]);
  subscription.unsubscribe();
  back.verify();
});

it('follows the cursor, the status and the gate of a feed', () => {
  const gate = new BehaviorSubject(false);
  configure({ provide: PUSH_GATE, useValue: gate });
  const { componentInstance } = TestBed.createComponent(PriceComponent);
  push.expectNone('/prices');
  expect(componentInstance.price.status().phase).toBe('paused');
  gate.next(true);
  const feed = push.expectOne('/prices');
  feed.message({ price: 7 }, { id: '41' });
  feed.end();
  gate.next(false);
  push.tick(10_000);
  push.expectNone('/prices');
  gate.next(true);
  expect(push.expectOne('/prices').request.headers.get('last-event-id')).toBe('41');
});

it('finds a component that forgets to unsubscribe, and names its line', () => {
  @Component({ selector: 'app-leak', template: '' })
  class LeakComponent {
    readonly #feed$ = inject(PushService).sse$('/leak');
    readonly subscription = this.#feed$.subscribe();
  }
  configure();
  const { componentInstance } = TestBed.createComponent(LeakComponent);
  push.expectOne('/leak').open();
  TestBed.resetTestingModule();
  expect(() => push.verify()).toThrow(
    /^Expected nothing to be left open, but:\n {2}a connection is open: sse GET \/leak\n {4}opened at .*LeakComponent.*spec\.ts:\d+/,
  );
  componentInstance.subscription.unsubscribe();
});

it('gives the time back at the end of a test', async () => {
  configure();
  TestBed.resetTestingModule();
  const batch = new Promise((resolve) => of(1).pipe(concatWith(NEVER), batchFrames()).subscribe(resolve));
  expect(await batch).toEqual([1]);
});
