import { TestBed } from '@angular/core/testing';
import { providePushTesting, PushTestingController } from 'ngx-comet/testing';
import { Dashboard } from './dashboard';

describe('a component that listens', () => {
  it('shows values before and after a loss, and leaves nothing open', () => {
    TestBed.configureTestingModule({ providers: [providePushTesting()] });
    const push = TestBed.inject(PushTestingController);
    const fixture = TestBed.createComponent(Dashboard);
    const element = fixture.nativeElement as HTMLElement;
    const shown = (): unknown[] => {
      fixture.detectChanges();
      return ['#phase', '#price'].map((selector) => element.querySelector(selector)?.textContent);
    };

    const feed = push.expectOne('/feeds/prices/sse');
    expect(shown()).toEqual(['connecting', '']);
    feed.next({ value: 7 });
    expect(shown()).toEqual(['open', '7']);
    feed.lose();
    expect(shown()).toEqual(['waiting', '7']);
    push.tick(3_000);
    push.expectOne('/feeds/prices/sse').next({ value: 8 });
    expect(shown()).toEqual(['open', '8']);

    TestBed.resetTestingModule();
    push.verify();
  });
});
