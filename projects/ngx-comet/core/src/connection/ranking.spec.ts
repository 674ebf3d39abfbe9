import fc from 'fast-check';
import { Ranking, type Failure } from './ranking';

describe('Ranking', () => {
  it('tries every route once, best first, before a pause', () => {
    const ranking = new Ranking(3, 0);
    expect(ranking.failed('lost')).toBe(true);
    expect(ranking.current).toBe(1);
    expect(ranking.failed('lost')).toBe(true);
    expect(ranking.current).toBe(2);
    expect(ranking.failed('lost')).toBe(false);
    expect(ranking.current).toBe(0);
  });

  it('starts with the remembered route, then continues with the best', () => {
    const ranking = new Ranking(3, 2);
    expect(ranking.current).toBe(2);
    ranking.failed('lost');
    expect(ranking.current).toBe(0);
  });

  it('lets a good route fail twice before it tries the others', () => {
    const ranking = new Ranking(2, 0);
    ranking.succeeded();
    expect([ranking.failed('lost'), ranking.failed('lost')]).toEqual([false, false]);
    expect(ranking.current).toBe(0);
    expect(ranking.failed('lost')).toBe(true);
    expect(ranking.current).toBe(1);
  });

  it('tries another route at once after a good one is mute or fails with a final error', () => {
    for (const how of ['mute', 'final'] as const) {
      const ranking = new Ranking(2, 0);
      ranking.succeeded();
      expect(ranking.failed(how)).toBe(true);
      expect(ranking.current).toBe(1);
    }
  });

  it('returns to the best mute route when none delivers, and keeps it', () => {
    const ranking = new Ranking(3, 0);
    expect(ranking.settled).toBe(false);
    ranking.failed('mute');
    ranking.failed('mute');
    expect(ranking.settled).toBe(false);
    ranking.failed('mute');
    expect(ranking.current).toBe(0);
    expect(ranking.settled).toBe(true);
  });

  it('keeps the only route, mute or not', () => {
    expect(new Ranking(1, 0).settled).toBe(true);
  });

  it('never tries a route again after a final error, and is hopeless after one on all routes', () => {
    const ranking = new Ranking(2, 0);
    expect(ranking.alone).toBe(false);
    ranking.failed('final');
    expect(ranking.hopeless).toBe(false);
    expect(ranking.failed('lost')).toBe(false);
    expect(ranking.current).toBe(1);
    expect(ranking.better).toEqual([]);
    expect(ranking.alone).toBe(true);
    expect(ranking.failed('final')).toBe(false);
    expect(ranking.hopeless).toBe(true);
  });

  it('lists the routes that are better than the current one and may work', () => {
    const ranking = new Ranking(4, 0);
    ranking.failed('lost');
    ranking.failed('final');
    ranking.failed('mute');
    expect(ranking.current).toBe(3);
    expect(ranking.better).toEqual([0, 2]);
    ranking.promoted(2);
    expect(ranking.better).toEqual([0]);
  });

  it('pauses after at most two failures per route, and never chooses a dead one, whatever happens', () => {
    const step = fc.constantFrom<Failure | 'good'>('lost', 'mute', 'final', 'good');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.nat(5),
        fc.array(step, { maxLength: 60 }),
        (count, first, steps) => {
          const ranking = new Ranking(count, first % count);
          const dead = new Set<number>();
          let tries = 0;
          for (const how of steps) {
            if (dead.size === count) break;
            expect(dead.has(ranking.current)).toBe(false);
            if (how === 'good') {
              ranking.succeeded();
              tries = 0;
              continue;
            }
            if (how === 'final') dead.add(ranking.current);
            tries = ranking.failed(how) ? tries + 1 : 0;
            expect(tries).toBeLessThanOrEqual(2 * count);
            expect(ranking.hopeless).toBe(dead.size === count);
          }
        },
      ),
    );
  });

  it('resets the failure count of a good route each time it delivers', () => {
    const ranking = new Ranking(2, 0);
    for (let turn = 0; turn < 3; turn++) {
      ranking.succeeded();
      expect([ranking.failed('lost'), ranking.failed('lost')]).toEqual([false, false]);
    }
    expect(ranking.failed('lost')).toBe(true);
    ranking.succeeded();
    expect([ranking.failed('lost'), ranking.failed('lost')]).toEqual([false, false]);
    expect(ranking.current).toBe(1);
  });

  it('tries all other routes again after one delivered, even if they failed or were mute before', () => {
    for (const how of ['lost', 'mute'] as const) {
      const ranking = new Ranking(2, 0);
      ranking.failed(how);
      expect(ranking.current).toBe(1);
      ranking.succeeded();
      expect(ranking.failed('mute')).toBe(true);
      expect(ranking.current).toBe(0);
      expect(ranking.settled).toBe(false);
    }
  });

  it('gives no second chance to a route that has not delivered, even if the route before it delivered', () => {
    const ranking = new Ranking(3, 0);
    ranking.succeeded();
    ranking.failed('mute');
    expect(ranking.failed('lost')).toBe(true);
    expect(ranking.current).toBe(2);
  });
});
