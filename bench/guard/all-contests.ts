import { parseArgs } from 'node:util';
import { FEEDS } from '../websocket/races.ts';
import { Site } from '../websocket/site.ts';
import { contestsOf } from './contests.ts';
import { judge } from './guard.ts';

const { values: flags } = parseArgs({
  options: { source: { type: 'boolean', default: false }, short: { type: 'boolean', default: false } },
});
const options = { rounds: 5, tries: 3, source: flags.source };
const site = new Site(FEEDS);
const url = await site.listen();
try {
  for (const contest of contestsOf((name) => encodeURIComponent(`${url}/${name}`))) {
    const verdicts = await judge(contest, options);
    for (const { feed, ours, against, least, ratio, met } of verdicts) {
      const what = contest.subject === 'sse' && feed === 'ids' ? `${ours}, with ids` : ours;
      console.log(`${met ? '✓' : '✗'} ${what} at ${ratio.toFixed(2)} of ${against} by CPU, the bar is ${least}`);
      if (!met) process.exitCode = 1;
    }
  }
} finally {
  site.close();
}
