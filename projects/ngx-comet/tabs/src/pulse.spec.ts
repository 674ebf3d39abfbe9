import { Pulse } from './pulse';

describe('the pulse of a follower', () => {
  const log: string[] = [];
  let pulse: Pulse;

  beforeEach(() => {
    jest.useFakeTimers();
    log.length = 0;
    pulse = new Pulse(
      () => log.push('ask'),
      () => log.push('silent'),
    );
    pulse.start();
  });

  afterEach(() => {
    pulse.stop();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('asks after 2 s of silence, and is silent 2.5 s later, again and again', () => {
    jest.advanceTimersByTime(1_999);
    expect(log).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(log).toEqual(['ask']);
    jest.advanceTimersByTime(2_499);
    expect(log).toEqual(['ask']);
    jest.advanceTimersByTime(1);
    expect(log).toEqual(['ask', 'silent']);
    jest.advanceTimersByTime(4_500);
    expect(log).toEqual(['ask', 'silent', 'ask', 'silent']);
  });

  it('asks 2 s after the last message, and not while messages come', () => {
    for (let n = 0; n < 10; n++) {
      jest.advanceTimersByTime(1_000);
      pulse.heard();
    }
    expect(log).toEqual([]);
    jest.advanceTimersByTime(2_000);
    expect(log).toEqual(['ask']);
  });

  it('is content with an answer in time', () => {
    jest.advanceTimersByTime(4_000);
    pulse.heard();
    jest.advanceTimersByTime(500);
    expect(log).toEqual(['ask']);
  });

  it('is content with an answer within the resolution of the clock', () => {
    jest.advanceTimersByTime(2_000);
    pulse.heard();
    jest.advanceTimersByTime(2_500);
    expect(log).toEqual(['ask']);
  });

  it('doubts with another tab only if it heard nothing for 2 s itself', () => {
    jest.advanceTimersByTime(1_900);
    pulse.doubt();
    expect(log).toEqual([]);
    jest.advanceTimersByTime(200);
    pulse.doubt();
    expect(log).toEqual(['ask', 'silent']);
    pulse.stop();
    pulse.doubt();
    expect(log).toEqual(['ask', 'silent']);
  });
});
