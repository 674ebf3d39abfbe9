// A thousand streams of one process on which nothing comes.
import { parseArgs } from 'node:util';
import { publish } from '../support/report.ts';
import type { Cell } from '../support/table.ts';
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
const heapOf = (name: string): string => Number(rows.find(([client]) => client === name)?.[1]).toFixed(0);
publish(
  {
    subject: 'idle',
    title: 'Idle streams',
    about:
      `${streams.toLocaleString('en')} streams of one process of Node on which nothing comes, to one server on the same machine: Chromium limits ` +
      'the connections of a page. The heap includes what Node holds outside of it. After the idle time each stream gets one message.',
    summary: `an idle sse$ holds ${heapOf('sse$')} KiB, fetch and a reader alone ${heapOf('fetch and a reader')} KiB; no timer without an option`,
    packages: ['rxjs', 'eventsource', 'eventsource-client', 'partysocket', 'reconnecting-websocket'],
    tables: [
      {
        columns: [
          'client',
          { title: 'heap of a stream', unit: 'KiB', digits: 1 },
          { title: 'timers of a stream', digits: 2 },
          { title: 'CPU of all in a minute', unit: 'ms' },
          { title: 'timers left at the end' },
          'delivered',
        ],
        rows,
      },
    ],
    goals: [],
    delivered: whole,
    raw: rows,
  },
  { short: values.short },
);
