import { Arena, type TimedRun } from '../support/drive.ts';
import type { Feed } from '../support/site.ts';

/** `ours` needs at most 1/`least` of the processor time of `against`, for the same feed. */
export interface Bar {
  readonly feed: string;
  readonly ours: string;
  readonly against: string;
  readonly least: number;
}

/** Contestants in one page, and what must hold for them. */
export interface Contest {
  readonly subject: string;
  readonly page: URL;
  readonly feeds: Readonly<Record<string, Feed>>;
  readonly bars: readonly Bar[];
}

export interface Options {
  readonly rounds: number;
  readonly tries: number;
  readonly source: boolean;
}

/** A bar with the best ratio of all tries. */
export interface Verdict extends Bar {
  readonly ratio: number;
  readonly met: boolean;
}

const MESSAGES = 100_000;
/** Milliseconds of a turn: shorter than that of a benchmark, because only ratios count. */
const TURN = 150;

/** Only the bars that are missed are tried again. Another program on the machine does not make all tries slow. */
export async function judge({ page, feeds, bars }: Contest, { rounds, tries, source }: Options): Promise<Verdict[]> {
  const arena = await Arena.open(page, feeds, source);
  try {
    let verdicts: Verdict[] = bars.map((bar) => ({ ...bar, ratio: 0, met: false }));
    for (let n = 0; n < tries && verdicts.some(({ met }) => !met); n++) {
      const ratios = await measure(
        arena,
        verdicts.filter(({ met }) => !met),
        rounds,
      );
      verdicts = verdicts.map((verdict) => {
        const ratio = Math.max(verdict.ratio, ratios.get(keyOf(verdict)) ?? 0);
        return { ...verdict, ratio, met: ratio >= verdict.least };
      });
    }
    return verdicts;
  } finally {
    await arena.close();
  }
}

/** A missing or a wrong message gives the ratio 0. */
async function measure(arena: Arena, bars: readonly Bar[], rounds: number): Promise<Map<string, number>> {
  const names = bars.flatMap(({ feed, ours, against }) => [`${feed}\n${against}`, `${feed}\n${ours}`]);
  const entries = [...new Set(names)].map((key) => {
    const [feed = '', name = ''] = key.split('\n');
    return { feed, name, messages: MESSAGES };
  });
  const laps = await arena.race(entries, rounds, TURN);
  return new Map(
    bars.map((bar) => {
      const [limit, ours] = [bar.against, bar.ours].map((wanted) =>
        laps.find(({ feed, name }) => feed === bar.feed && name === wanted),
      );
      const same = new Set([limit, ours].flatMap((lap) => lap?.runs.map(({ sum }) => sum))).size === 1;
      return [keyOf(bar), same ? undisturbed(limit?.runs) / undisturbed(ours?.runs) : 0];
    }),
  );
}

/** The lower quartile of the processor time: other programs make a run only longer, and most of them a little. */
function undisturbed(runs: readonly TimedRun[] = []): number {
  const sorted = runs.map(({ cpu }) => cpu).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 4)] ?? NaN;
}

function keyOf({ feed, ours, against }: Bar): string {
  return `${feed}\n${ours}\n${against}`;
}
