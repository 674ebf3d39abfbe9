// One turn in a process of its own: the name of the contestant, its feed and the messages are the arguments.
import { CONTESTANTS } from './contestants.ts';

const [name = '', feed = '', count = '', most = ''] = process.argv.slice(2);
const messages = Number(count);

function run(): { ms: number; cpu: number; delivered: number; sum: number } {
  let delivered = 0;
  let sum = 0;
  const began = performance.now();
  const before = process.cpuUsage();
  CONTESTANTS[name]?.(`/feeds/${feed}?n=${messages}`, (data) => {
    delivered++;
    sum += (data as string).length;
  });
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - began, cpu: (user + system) / 1_000, delivered, sum };
}

run();
console.log(JSON.stringify(Array.from({ length: Number(most) }, run)));
