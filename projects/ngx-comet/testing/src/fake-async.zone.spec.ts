/**
 * @jest-environment jsdom
 */
import 'zone.js';
import 'zone.js/testing';
import { ChangeDetectionStrategy, Component, inject, provideZoneChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { monotonicClock, PushService, pushSignal, viaSse } from 'ngx-comet';
import { providePushTesting, PushTestingController, type PushTestingOptions } from 'ngx-comet/testing';

/** Angular looks for this when it is imported. In these specs zone.js comes later. */
const { fakeAsync, tick, flush } = (Zone as unknown as Record<string, FakeAsync>)[
  Zone.__symbol__('fakeAsyncTest')
] as FakeAsync;

interface FakeAsync {
  fakeAsync(test: () => void): () => void;
  tick(ms?: number): void;
  flush(): number;
}

@Component({ selector: 'app-price', template: '{{ price.value() }}', changeDetection: ChangeDetectionStrategy.OnPush })
class PriceComponent {
  readonly price = pushSignal(inject(PushService).sse$<number>('/prices'), { initialValue: 0 });
}

let push: PushTestingController;

function configure(options?: PushTestingOptions): void {
  TestBed.configureTestingModule({ providers: [provideZoneChangeDetection(), providePushTesting(options)] });
  push = TestBed.inject(PushTestingController);
}

describe('with zone.js', () => {
  it('has the value when the call returns, and leaves the application stable', async () => {
    configure();
    const fixture = TestBed.createComponent(PriceComponent);
    push.expectOne('/prices').next(7);
    expect(fixture.componentInstance.price.value()).toBe(7);
    await fixture.whenStable();
    expect(fixture.isStable()).toBe(true);
    fixture.destroy();
    push.verify();
  });

  it('feeds connect(), whose clock runs outside the zone', () => {
    configure();
    const feed = TestBed.inject(PushService).connect<number>([viaSse('/sse')]);
    const seen: number[] = [];
    const subscription = feed.data$.subscribe((value) => seen.push(value));
    push.expectOne('/sse').next(7);
    expect(seen).toEqual([7]);
    subscription.unsubscribe();
    push.tick(100);
    push.verify();
  });

  it('moves its own time in fakeAsync, and leaves no timer there', fakeAsync(() => {
    configure();
    const fixture = TestBed.createComponent(PriceComponent);
    push.expectOne('/prices').lose();
    push.tick(1_000);
    push.expectOne('/prices').next(8);
    expect(fixture.componentInstance.price.value()).toBe(8);
    expect(flush()).toBe(0);
    fixture.destroy();
    push.verify();
  }));

  it('follows fakeAsync with monotonicClock', fakeAsync(() => {
    configure({ clock: monotonicClock });
    const fixture = TestBed.createComponent(PriceComponent);
    push.expectOne('/prices').lose();
    tick(1_000);
    push.expectOne('/prices').next(8);
    expect(fixture.componentInstance.price.value()).toBe(8);
    fixture.destroy();
    push.verify();
  }));

  it('lets promises of the application go on with tick()', fakeAsync(() => {
    configure();
    const headers = (): Promise<Record<string, string>> => Promise.resolve({ Authorization: 'Bearer 1' });
    const stream = TestBed.inject(PushService).sse$<number>('/prices', { headers });
    const seen: number[] = [];
    const subscription = stream.subscribe((value) => seen.push(value));
    push.expectNone('/prices');
    tick();
    push.expectOne('/prices').next(7);
    expect(seen).toEqual([7]);
    subscription.unsubscribe();
    push.verify();
  }));
});
