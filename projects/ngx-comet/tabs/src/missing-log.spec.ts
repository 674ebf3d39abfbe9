import { MissingLog } from './missing-log';

describe('MissingLog', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('logs that messages are missing at once, and after that every 10 s at most, without a timer', () => {
    const lines: string[] = [];
    const log = new MissingLog({ warn: (line) => lines.push(line) });
    log.missed('gone');
    log.missed('gone');
    jest.advanceTimersByTime(9_999);
    log.missed('gone');
    expect(lines).toEqual(['ngx-comet: messages are missing in this tab: gone']);
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(1);
    log.missed('gone');
    expect(lines[1]).toMatch(/gone \(3 times since the last warning\)$/);
  });
});
