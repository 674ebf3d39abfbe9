import { afterMessages } from './after-messages';

/** The channels of one page. Messages arrive after 1 ms each, timers of the page only after a minute. */
class PageChannel {
  static readonly open = new Set<PageChannel>();
  onmessage: ((event: unknown) => void) | null = null;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
    PageChannel.open.add(this);
  }

  postMessage(): void {
    if (!PageChannel.open.has(this)) throw new Error('closed');
    for (const other of PageChannel.open) {
      if (other !== this && other.name === this.name)
        messages.push(() => PageChannel.open.has(other) && other.onmessage?.({}));
    }
  }

  close(): void {
    PageChannel.open.delete(this);
  }
}

let messages: (() => void)[] = [];

describe('a wait in a hidden page', () => {
  const Channel = PageChannel as unknown as typeof BroadcastChannel;

  beforeEach(() => {
    jest.useFakeTimers();
    messages = [];
    jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  });

  afterEach(() => {
    jest.restoreAllMocks();
    expect([jest.getTimerCount(), PageChannel.open.size]).toEqual([0, 0]);
    jest.useRealTimers();
  });

  /** The time passes and messages arrive, while timers do not fire. */
  const pass = (ms: number): void => {
    for (let n = 0; n < ms; n++) {
      jest.setSystemTime(Date.now() + 1);
      for (const arrive of messages.splice(0)) arrive();
    }
  };

  it('ends in time, though timers are late', () => {
    const clock = jest.spyOn(performance, 'now');
    let now = 0;
    clock.mockImplementation(() => now);
    let calls = 0;
    afterMessages(Channel, 'feed', 100, () => calls++);
    for (; now < 99; now++) pass(1);
    expect([calls, messages.length]).toEqual([0, 1]);
    now = 100;
    pass(2);
    expect([calls, messages.length]).toEqual([1, 0]);
  });

  it('ends by the timer where messages do not arrive', () => {
    let calls = 0;
    afterMessages(Channel, 'feed', 100, () => calls++);
    jest.advanceTimersByTime(100);
    expect(calls).toBe(1);
    pass(2);
    expect(calls).toBe(1);
  });

  it('leaves nothing when it is not wanted any more', () => {
    let calls = 0;
    afterMessages(Channel, 'feed', 100, () => calls++).unsubscribe();
    pass(2);
    jest.advanceTimersByTime(1_000);
    expect(calls).toBe(0);
  });

  it('uses no channel in a page that is shown', () => {
    jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('visible');
    let calls = 0;
    afterMessages(Channel, 'feed', 100, () => calls++);
    expect(PageChannel.open.size).toBe(0);
    jest.advanceTimersByTime(100);
    expect(calls).toBe(1);
  });
});
