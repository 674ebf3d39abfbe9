import { constant } from './constant';
import { fullJitter } from './full-jitter';
import { honouringServer } from './honouring-server';
import { schedule } from './schedule';
import { givesUp, setback } from './spec-support/setback';

describe('honouringServer', () => {
  const polite = schedule(constant(2_000), fullJitter(), honouringServer());

  it('adds the jittered delay to the delay of the server', () => {
    expect([0, 0.5].map((random) => polite(setback({ serverDelay: 5_000, random })))).toEqual([5_000, 6_000]);
  });

  it('changes nothing if the server requests no delay', () => {
    expect(polite(setback({ random: 0.5 }))).toBe(1_000);
  });

  it('returns a delay that a timer takes', () => {
    expect(polite(setback({ serverDelay: 2 ** 31 - 1, random: 0.5 }))).toBe(2 ** 31 - 1);
  });

  it('gives up when the schedule does', () => {
    expect(honouringServer()(givesUp)(setback({ serverDelay: 5_000 }))).toBeUndefined();
  });
});
