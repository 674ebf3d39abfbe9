import { Observable } from 'rxjs';
import { Tab } from './tab';

describe('Tab', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('logs that messages are missing at once, and after that every 10 s at most, without a timer', () => {
    const lines: string[] = [];
    new Observable<never>((subscriber) => {
      const tab = new Tab(subscriber, 10, { warn: (line) => lines.push(line) });
      tab.missed();
      tab.missed();
      jest.advanceTimersByTime(9_999);
      tab.missed();
      expect(lines).toHaveLength(1);
      expect(jest.getTimerCount()).toBe(0);
      jest.advanceTimersByTime(1);
      tab.missed();
    }).subscribe();
    expect(lines[1]).toMatch(/does not have them any more \(3 times since the last warning\)$/);
  });
});
