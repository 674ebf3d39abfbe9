// A thousand streams of one process on which nothing comes.
import { parseArgs } from 'node:util';
import { print, type Cell } from '../costs-support/table.ts';
import { measureIdle } from './measure-idle.ts';

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const [streams, seconds] = values.short ? [200, 2] : [1_000, 10];

const CLIENTS = [
  'fetch and a reader',
  'sse$',
  'sse$, idleTimeout',
  'httpStream$',
  'pollingStream$, long',
  'eventsource',
  'eventsource-client',
  'native WebSocket',
  'websocket$',
  'websocket$, heartbeat',
  'rxjs webSocket',
  'partysocket',
  'reconnecting-websocket',
];

const rows: Cell[][] = [];
let whole = true;
for (const client of CLIENTS) {
  const { heap, timers, cpuPerMinute, received, timersLeft } = await measureIdle(client, streams, seconds);
  whole &&= received === streams || !client.includes('$');
  const delivered = received === streams ? 'all' : `${received} of ${streams}`;
  rows.push([client, heap / 1_024, timers, cpuPerMinute, timersLeft, delivered]);
}
print({
  title: `${streams.toLocaleString('en')} idle streams of one process of Node ${process.version}`,
  head: ['client', 'KiB a stream', 'timers a stream', 'CPU of all, ms a minute', 'timers left at the end', 'delivered'],
  rows,
});
if (!whole) process.exitCode = 1;
