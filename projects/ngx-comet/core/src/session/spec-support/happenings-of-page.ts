import { block, sleep } from '../../spec-support/fake-time';
import type { Happening } from './happening';
import { REASONS, RESUME, type Reason } from './reach';
import { fire, pass, type Stage } from './stage';

/** Times are milliseconds. */
const WAIT = 1_000;
/** How long a connection may be silent after the event loop stood still. */
const SILENT = 2_000;

const waitOver = { wait: WAIT, ways: { '': () => pass(WAIT) } } as const;

const closeGate = (stage: Stage): void => stage.gate.next(false);

function standStill(): void {
  block(7_000);
}

function sleepLong(): void {
  sleep(60_000);
}

function silent(pause: () => void): Happening['ways'] {
  return {
    '': () => {
      pause();
      pass(SILENT);
    },
  };
}

function talking(pause: () => void): Happening['ways'] {
  return {
    '': (stage) => {
      pause();
      pass(SILENT / 2);
      stage.calls.at(-1)?.sink.active();
      pass(SILENT);
    },
  };
}

/** The reason that is shown if there are these. */
function shown(...reasons: Reason[]): Reason {
  return REASONS.find((reason) => reasons.includes(reason)) ?? 'offline';
}

/** A second reason for a pause. */
function second(reason: Reason): Reason {
  return reason === 'offline' ? 'hidden' : 'offline';
}

/** What time, the machine and the page do. */
export const OF_PAGE = {
  'a second passes': { ways: { '': () => pass(1_000) } },
  'the wait is over': waitOver,
  'the wait is over, but the gate is closed': { ...waitOver, before: closeGate },
  'the event loop stood still for 5 s, then the connection talks': { ways: talking(standStill) },
  'the event loop stood still for 5 s, then 2 s of silence': { ways: silent(standStill) },
  'the event loop stood still for 5 s, then 2 s of silence, `retry: false`': {
    options: { retry: false },
    ways: silent(standStill),
  },
  'the machine slept, then the connection talks': { ways: talking(sleepLong) },
  'the machine slept, then 2 s of silence': { ways: silent(sleepLong) },
  'the machine slept, then 2 s of silence, `retry: false`': { options: { retry: false }, ways: silent(sleepLong) },
  'the network is back': { ways: { online: () => fire(globalThis, 'online') } },
  'the page becomes visible': { ways: { visibilitychange: () => fire(document, 'visibilitychange') } },
  'the page is frozen, or enters the back-forward cache': {
    ways: { freeze: () => fire(document, 'freeze'), pagehide: () => fire(globalThis, 'pagehide') },
    shown: (reason) => shown(reason, 'frozen'),
  },
  'the page is back, or has loaded': {
    pausedBy: ['frozen'],
    ways: { resume: () => fire(document, 'resume'), pageshow: () => fire(globalThis, 'pageshow') },
  },
  'the user opens the prerendered page': {
    pausedBy: ['prerendering'],
    ways: { prerenderingchange: (stage) => stage.activate() },
  },
} satisfies Record<string, Happening>;

/** What the application does. */
export const OF_APPLICATION = {
  'the first subscriber comes, or one more': { only: 'connection', ways: { '': (stage) => stage.subscribe() } },
  'the first subscriber comes, or one more, and the gate is closed': {
    only: 'connection',
    before: closeGate,
    ways: { '': (stage) => stage.subscribe() },
  },
  'the last subscriber leaves': { ways: { '': (stage) => stage.unsubscribe() } },
  '`gate` turns false': {
    ways: { '': closeGate },
  },
  '`gate` turns true': {
    before: closeGate,
    pausedBy: ['offline'],
    ways: { '': (stage) => stage.gate.next(true) },
  },
  '`pauseWhile` turns true': {
    ways: { '': (stage) => stage.pauseWhile.next(true) },
    shown: (reason) => shown(reason, 'hidden'),
  },
  '`pauseWhile` turns false': {
    pausedBy: ['hidden'],
    ways: { '': (stage) => stage.pauseWhile.next(false) },
  },
  'one of two reasons for a pause ends': {
    before: (stage, reason) => {
      if (reason === 'offline') stage.pauseWhile.next(true);
      else stage.gate.next(false);
    },
    ways: {
      '': (stage, reason) => {
        if (reason !== undefined) RESUME[reason](stage);
      },
    },
    shown: second,
  },
  '`wake` emits': { ways: { '': (stage) => stage.wake.next('now') } },
  '`gate`, `pauseWhile` or `wake` errors': {
    ways: {
      gate: (stage) => stage.gate.error(new RangeError('no more')),
      pauseWhile: (stage) => stage.pauseWhile.error(new RangeError('no more')),
      wake: (stage) => stage.wake.error(new RangeError('no more')),
    },
  },
  '`reconnect()`': { only: 'connection', ways: { '': ({ feed }) => feed?.reconnect() } },
  '`reconnect({ forget: true })`': {
    only: 'connection',
    ways: { '': ({ feed }) => feed?.reconnect({ forget: true }) },
  },
  '`close()`': { only: 'connection', ways: { '': ({ feed }) => feed?.close() } },
} satisfies Record<string, Happening>;
