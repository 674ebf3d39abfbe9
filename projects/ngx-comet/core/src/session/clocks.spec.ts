import { constant } from '../schedule/constant';
import { block, setWallClock, sleep } from '../spec-support/fake-time';
import { broken, kinds, runInVirtualTime, type Harness } from '../spec-support/session-harness';

const HOUR = 3_600_000;

/** Calls an action at a time of the test, in milliseconds. */
function at(ms: number, action: () => void): void {
  setTimeout(action, ms);
}

/** Disturbs the clocks until the returned function is called. */
type Disturb = () => () => void;

/** The times of the attempts and losses, in milliseconds. */
function timeline(session: (log: (what: string) => void) => void, until: number, disturb: Disturb): string[] {
  const start = performance.now();
  const lines: string[] = [];
  session((what) => lines.push(`${performance.now() - start} ${what}`));
  const stop = disturb();
  jest.advanceTimersByTime(until);
  stop();
  return lines;
}

describe('a session', () => {
  const run = runInVirtualTime();

  /** Every 1.3 seconds the time of the day changes by an hour. */
  const setOften = (by: number) => () => {
    const timer = setInterval(() => setWallClock(by), 1_300);
    return () => clearInterval(timer);
  };

  describe.each([
    ['no clock is set', () => () => undefined],
    ['the clock is put back', setOften(-HOUR)],
    ['the clock is put forward', setOften(HOUR)],
  ] as const)('measures time rightly where %s:', (_, disturb) => {
    it('connectTimeout and the waits after it', () => {
      const lines = timeline(
        (log) => run({ connectTimeout: 15_000, retry: constant(10_000) }, {}, ({ kind }) => log(kind)),
        50_000,
        disturb,
      );
      expect(lines).toEqual(['0 connecting', '15000 lost', '25000 connecting', '40000 lost', '50000 connecting']);
    });

    it('idleTimeout', () => {
      const lines = timeline(
        (log) => {
          const { last } = run({ idleTimeout: 3_000 }, {}, ({ kind }) => log(kind));
          last().sink.open();
          for (let ms = 2_500; ms <= 10_000; ms += 2_500) at(ms, () => last().sink.active());
        },
        13_500,
        disturb,
      );
      expect(lines).toEqual(['0 connecting', '0 open', '13000 lost']);
    });

    it('stableAfter', () => {
      const attempts: number[] = [];
      const { last } = run({ stableAfter: 5_000 }, {}, (event) => {
        if (event.kind === 'connecting') attempts.push(event.attempt);
      });
      const stop = disturb();
      for (const lived of [4_999, 4_999, 5_000]) {
        last().sink.open();
        jest.advanceTimersByTime(lived);
        last().sink.lost(broken);
        jest.advanceTimersByTime(1_000);
      }
      stop();
      expect(attempts).toEqual([1, 2, 3, 1]);
    });

    it('how long an attempt took, and the interval after it', () => {
      const took: number[] = [];
      const repeatAfter = (finished: { took: number }): number => {
        took.push(finished.took);
        return 5_000;
      };
      const lines = timeline(
        (log) => {
          const { calls } = run(
            {},
            {
              repeatAfter,
              connect: (_attempt, sink) => {
                log('poll');
                at(700, () => {
                  sink.open();
                  sink.done();
                });
                return () => undefined;
              },
            },
          );
          expect(calls).toEqual([]);
        },
        12_200,
        disturb,
      );
      expect(lines).toEqual(['0 poll', '5700 poll', '11400 poll']);
      expect(took).toEqual([700, 700, 700]);
    });

    it('how long the failures last, for the schedule', () => {
      const elapsed: number[] = [];
      const retry = (setback: { elapsed: number }): number => {
        elapsed.push(setback.elapsed);
        return 10_000;
      };
      const { last } = run({ retry });
      const stop = disturb();
      for (let loss = 0; loss < 3; loss++) {
        last().sink.lost(broken);
        jest.advanceTimersByTime(10_000);
      }
      stop();
      expect(elapsed).toEqual([0, 10_000, 20_000]);
    });

    it('nothing, while an idle connection has no limit', () => {
      const { seen, last } = run();
      last().sink.open();
      const stop = disturb();
      jest.advanceTimersByTime(120_000);
      stop();
      expect(kinds(seen)).toEqual(['connecting', 'open']);
    });

    it('nothing, while a single call waits for its answer', () => {
      const { seen } = run({ connectTimeout: 0, retry: false });
      const stop = disturb();
      jest.advanceTimersByTime(120_000);
      stop();
      expect(kinds(seen)).toEqual(['connecting']);
    });
  });

  describe('on a page that was busy', () => {
    it.each([1_000, 7_000, 30_000])('for %d ms reads what has arrived before it judges', (busy) => {
      const { seen, last } = run({ idleTimeout: 800 });
      last().sink.open();
      // Firefox delivers after the late timers.
      at(busy + 5, () => last().sink.active());
      block(busy);
      jest.advanceTimersByTime(700);
      expect(kinds(seen)).toEqual(['connecting', 'open']);
    });

    it('reads the answer of a connection that opened meanwhile', () => {
      const { seen, last } = run({ connectTimeout: 2_000 });
      at(7_005, () => last().sink.open());
      block(7_000);
      jest.advanceTimersByTime(60_000);
      expect(kinds(seen)).toEqual(['connecting', 'open']);
    });

    it('ends a silent connection soon', () => {
      const { seen } = run({ connectTimeout: 2_000 });
      block(7_000);
      expect(kinds(seen)).toEqual(['connecting']);
      jest.advanceTimersByTime(100);
      expect(kinds(seen)).toEqual(['connecting', 'lost']);
    });

    it('ends a silent connection soon, even if the page is always busy', () => {
      const { seen } = run({ connectTimeout: 2_000 });
      for (let task = 0; task < 8; task++) block(1_000);
      expect(kinds(seen)).toContain('lost');
    });

    it.each([
      ['before the late timer, as Chromium and Node do', 6_999],
      ['after the late timer, as Firefox does', 7_001],
      ['within two seconds', 8_900],
    ])('keeps a connection whose byte is read %s', (_, read) => {
      const { seen, last } = run();
      last().sink.open();
      jest.advanceTimersByTime(10_000);
      at(read, () => last().sink.active());
      if (read < 7_000) {
        block(6_999);
        jest.advanceTimersByTime(1);
      } else {
        block(7_000);
      }
      jest.advanceTimersByTime(60_000);
      expect(kinds(seen)).toEqual(['connecting', 'open']);
    });

    it('replaces a connection that is silent for two seconds after it, without a delay', () => {
      const { seen, calls, last } = run();
      last().sink.open();
      jest.advanceTimersByTime(10_000);
      block(7_000);
      jest.advanceTimersByTime(1_999);
      expect(kinds(seen)).toEqual(['connecting', 'open']);
      jest.advanceTimersByTime(1);
      expect(seen.at(-1)).toMatchObject({ kind: 'lost', retryIn: 0, error: { code: 'silence', transient: true } });
      jest.advanceTimersByTime(1);
      expect(calls).toHaveLength(2);
    });

    it('does not take the last byte before it for a byte after it', () => {
      const { seen, last } = run();
      last().sink.open();
      jest.advanceTimersByTime(10_900);
      last().sink.active();
      block(7_000);
      jest.advanceTimersByTime(2_000);
      expect(kinds(seen)).toContain('lost');
    });

    it('does not take a burst before it for bytes after it, and keeps a connection that goes on with it', () => {
      const burst = ({ last }: Harness): void => {
        for (let byte = 0; byte < 100; byte++) last().sink.active();
      };
      const session = run();
      session.last().sink.open();
      jest.advanceTimersByTime(10_900);
      burst(session);
      block(7_000);
      at(1_000, () => burst(session));
      jest.advanceTimersByTime(20_000);
      expect(kinds(session.seen)).toEqual(['connecting', 'open']);
      burst(session);
      block(7_000);
      jest.advanceTimersByTime(2_000);
      expect(kinds(session.seen)).toContain('lost');
    });

    it('leaves a connection alone after less than five seconds', () => {
      const { seen, last } = run();
      last().sink.open();
      jest.advanceTimersByTime(10_000);
      block(5_900);
      jest.advanceTimersByTime(60_000);
      expect(kinds(seen)).toEqual(['connecting', 'open']);
    });

    it.each([
      ['is not open yet: it has a limit', { connectTimeout: 60_000 }, () => undefined],
      ['nothing would replace', { retry: false }, ({ last }: Harness) => last().sink.open()],
    ] as const)('does not suspect a connection that %s', (_, options, prepare) => {
      const session = run(options);
      prepare(session);
      jest.advanceTimersByTime(10_000);
      block(7_000);
      jest.advanceTimersByTime(20_000);
      expect(kinds(session.seen)).not.toContain('lost');
      expect(kinds(session.seen)).not.toContain('error');
      expect(session.calls).toHaveLength(1);
    });

    it('for a minute, as far as its timers show, leaves a connection alone while it is hidden', () => {
      jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
      const { seen, last } = run();
      last().sink.open();
      jest.advanceTimersByTime(10_000);
      block(60_000);
      jest.advanceTimersByTime(20_000);
      expect(kinds(seen)).toEqual(['connecting', 'open']);
      block(95_000);
      jest.advanceTimersByTime(2_000);
      expect(kinds(seen)).toContain('lost');
    });

    it('ends no wait early', () => {
      const { calls, last } = run({ retry: constant(60_000) });
      last().sink.lost(broken);
      block(7_000);
      jest.advanceTimersByTime(52_999);
      expect(calls).toHaveLength(1);
      jest.advanceTimersByTime(1);
      expect(calls).toHaveLength(2);
    });

    it('leaves no timer when it ends while a connection is suspected', () => {
      const { subscription, last } = run();
      last().sink.open();
      jest.advanceTimersByTime(10_000);
      block(7_000);
      subscription.unsubscribe();
      expect(jest.getTimerCount()).toBe(0);
    });
  });

  describe('on a machine that slept while its clock stood still', () => {
    it('replaces a connection that is silent for two seconds after it, without a delay', () => {
      const { seen, calls, last } = run();
      last().sink.open();
      sleep(60_000);
      jest.advanceTimersByTime(1_999);
      expect(kinds(seen)).toEqual(['connecting', 'open']);
      jest.advanceTimersByTime(1);
      expect(calls[0]?.hungUp).toBe(true);
      jest.advanceTimersByTime(1);
      expect(kinds(seen)).toEqual(['connecting', 'open', 'lost', 'connecting']);
    });

    it('keeps a connection that talks', () => {
      const { seen, last } = run();
      last().sink.open();
      sleep(60_000);
      jest.advanceTimersByTime(1_000);
      last().sink.active();
      jest.advanceTimersByTime(60_000);
      expect(kinds(seen)).toEqual(['connecting', 'open']);
    });

    it('replaces an attempt without a limit', () => {
      const { calls } = run({ connectTimeout: 0 });
      sleep(60_000);
      jest.advanceTimersByTime(2_000);
      jest.advanceTimersByTime(1);
      expect(calls).toHaveLength(2);
    });

    it('ends a wait', () => {
      const { calls, last } = run({ retry: constant(600_000) });
      last().sink.lost(broken);
      sleep(60_000);
      expect(calls).toHaveLength(2);
    });
  });
});
