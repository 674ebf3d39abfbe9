import { fakeAsync, TestBed } from '@angular/core/testing';
import { providePushTesting, PushTestingController } from 'ngx-comet/testing';
import { Dashboard } from './dashboard';

describe('a component of an NgModule, with zone.js', () => {
  it('shows values before and after a loss in fakeAsync, and leaves nothing open', fakeAsync(() => {
    TestBed.configureTestingModule({ declarations: [Dashboard], providers: [providePushTesting()] });
    const push = TestBed.inject(PushTestingController);
    const fixture = TestBed.createComponent(Dashboard);
    const element = fixture.nativeElement as HTMLElement;
    const shown = (): unknown[] => {
      fixture.detectChanges();
      return ['#phase', '#price'].map((selector) => element.querySelector(selector)?.textContent);
    };

    // The template listens twice: for the status and for the price.
    expect(shown()).toEqual(['connecting', '']);
    const feeds = push.match('/feeds/prices/sse');
    expect(feeds.length).toBe(2);
    for (const feed of feeds) feed.next({ value: 7 });
    expect(shown()).toEqual(['open', '7']);
    for (const feed of feeds) feed.lose();
    expect(shown()).toEqual(['waiting', '7']);
    push.tick(3_000);
    for (const feed of push.match('/feeds/prices/sse')) feed.next({ value: 8 });
    expect(shown()).toEqual(['open', '8']);

    TestBed.resetTestingModule();
    push.verify();
  }));
});
