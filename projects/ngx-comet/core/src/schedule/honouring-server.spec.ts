import { constant } from './constant';
import { fullJitter } from './full-jitter';
import { honouringServer } from './honouring-server';
import { schedule } from './schedule';
import { givesUp, setback } from './spec-support/setback';

describe('honouringServer', () => {
  const polite = schedule(constant(2_000), fullJitter(), honouringServer());

  it("waits the server's delay and the jittered one on top", () => {
    expect([0, 0.5].map((random) => polite(setback({ serverDelay: 5_000, random })))).toEqual([5_000, 6_000]);
  });

  it('changes nothing where the server said nothing', () => {
    expect(polite(setback({ random: 0.5 }))).toBe(1_000);
  });

  it('stays within what a timer takes', () => {
    expect(polite(setback({ serverDelay: 2 ** 31 - 1, random: 0.5 }))).toBe(2 ** 31 - 1);
  });

  it('gives up where the schedule does', () => {
    expect(honouringServer()(givesUp)(setback({ serverDelay: 5_000 }))).toBeUndefined();
  });
});
