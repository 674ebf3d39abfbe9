// Eight hours of every transport in a process of their own, in virtual time. Prints what was seen as one line of JSON.
import { setImmediate } from 'node:timers/promises';
import { monotonicClock } from 'ngx-comet/core';
import { pushTesting } from 'ngx-comet/core/testing';
import { seeded } from '../../../tools/browser/random.ts';
import type { CommandReport } from '../command-checker.ts';
import type { FeedReport } from '../feed-checker.ts';
import { allFeeds } from './feeds.ts';
import { Signals } from './http-wires.ts';
import { becomePage } from './page-target.ts';
import { between, happen, HAPPENING_NAMES, type Scene } from './plan.ts';
import { ScriptWires } from './script-wires.ts';
import { VirtualServer } from './virtual-server.ts';
import { VirtualTime } from './virtual-time.ts';

/** What is kept at the end of an hour, when nothing has happened for a while. */
export interface HourReading {
  readonly heap: number;
  readonly timers: number;
  readonly listeners: number;
  readonly connections: number;
  readonly signals: number;
}

export interface HoursReport {
  readonly seed: number;
  readonly hours: number;
  readonly published: number;
  readonly requests: number;
  readonly happenings: number;
  readonly feeds: readonly {
    readonly name: string;
    readonly feed: FeedReport;
    readonly commands: CommandReport | undefined;
  }[];
  readonly unsettled: readonly string[];
  readonly readings: readonly HourReading[];
  /** When everything has been unsubscribed. */
  readonly end: HourReading;
}

const HOUR = 3_600_000;
/** The least and the most milliseconds between two messages. */
const PACE = [500, 6_000] as const;
/** Undisturbed milliseconds before a reading. */
const QUIET = 180_000;

const [seed = 1, hours = 8] = process.argv.slice(2).map(Number);
const random = seeded(seed);
const { window, document } = becomePage();
const server = new VirtualServer();
const signals = new Signals();
const push = pushTesting({ clock: monotonicClock });
const scripts = new ScriptWires(push, server);
const time = new VirtualTime(() => {
  scripts.adopt();
});
time.install();
const feeds = allFeeds(server, signals, push);
const bursts = seeded(seed + 1);

const scene: Scene = {
  ...{ time, server, window, document, feeds, random },
  pass: async (ms) => {
    const end = time.now + ms;
    while (time.now < end) {
      await time.run(Math.min(between({ random: bursts }, ...PACE), end - time.now));
      server.publish();
      // A command is answered within 20 ms, unless the connection is lost.
      if (bursts() < 0.1) for (const feed of feeds) feed.say();
    }
  },
  miss: (ms) => {
    for (let left = ms; left > 0; left -= between({ random: bursts }, ...PACE)) server.publish();
  },
};

function read(): HourReading {
  globalThis.gc?.();
  return {
    heap: process.memoryUsage().heapUsed,
    timers: time.pending,
    listeners: window.count + document.count,
    connections: server.connections,
    signals: signals.alive,
  };
}

/** Garbage collections with turns of the event loop between them, so that finalizers run. */
async function collect(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await setImmediate();
  }
}

let happenings = 0;
const readings: HourReading[] = [];
let bag: string[] = [];
for (const feed of feeds) feed.start();
let passed = 0;
for (let hour = 1; hour <= hours; hour++) {
  while (passed < hour * HOUR - QUIET) {
    const began = time.now;
    await scene.pass(between(scene, 5_000, 90_000));
    if (bag.length === 0) bag = [...HAPPENING_NAMES].sort(() => random() - 0.5);
    await happen(bag.pop() ?? 'loss', scene);
    happenings++;
    passed += time.now - began;
  }
  await scene.pass(QUIET);
  passed += QUIET;
  await collect();
  readings.push(read());
}

// The last message, without another one after it: whoever has it has all.
await time.run(60_000);
server.publish();
await time.run(60_000);
const reports = feeds.map(({ name, checker, commands }) => ({
  name,
  feed: checker.report(),
  commands: commands?.report(),
}));
for (const feed of feeds) feed.stop();
await time.run(10_000);
await collect();
const report: HoursReport = {
  ...{ seed, hours, published: server.last, requests: server.requests, happenings, feeds: reports, readings },
  unsettled: reports.filter(({ feed }) => feed.last !== server.last).map(({ name }) => name),
  end: read(),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
