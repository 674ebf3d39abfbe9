import { broken, fatal, fire, pass, type Stage } from './stage';
import type { Phase } from './phases';

/** Why a stream is paused. Of several reasons the first one of these is shown. */
export const REASONS = ['prerendering', 'hidden', 'frozen', 'offline'] as const;

export type Reason = (typeof REASONS)[number];

/** Brings a stage into a phase. */
type Reach = (stage: Stage) => void;

/** The time between two polls while a phase is reached, in milliseconds. */
const REST = 1_000;

const open: Reach = (stage) => {
  stage.subscribe();
  stage.open();
};

/** `interval` is the wait after the first answer. */
const answered = (stage: Stage, interval: number): void => {
  open(stage);
  stage.interval = () => interval;
  stage.sink.done();
  stage.interval = () => stage.wait;
};

/** The ways into each phase. */
export const REACH: Readonly<Record<Exclude<Phase, 'paused'>, Readonly<Record<string, Reach>>>> = {
  // Not before the first subscriber, because the transport of an old attempt may still report something.
  idle: {
    'after the last subscriber left': (stage) => {
      open(stage);
      stage.unsubscribe();
    },
  },
  connecting: { '': (stage) => stage.subscribe() },
  'connecting, resting': {
    '': (stage) => {
      stage.subscribe();
      stage.interval = () => stage.wait;
      stage.sink.done();
    },
  },
  open: { '': open },
  'open, polling': {
    '': (stage) => {
      answered(stage, REST);
      pass(REST);
    },
  },
  'open, resting': { '': (stage) => answered(stage, stage.wait) },
  waiting: {
    'after an attempt': (stage) => {
      stage.subscribe();
      stage.sink.lost(broken);
    },
    'after a connection': (stage) => {
      open(stage);
      stage.sink.lost(broken);
    },
  },
  closed: {
    'after an error': (stage) => {
      open(stage);
      stage.sink.lost(fatal);
    },
    'after the end of the feed': (stage) => {
      open(stage);
      stage.interval = () => undefined;
      stage.sink.done();
    },
  },
};

/** Pauses a stage that has no other reason for it. */
export const PAUSE: Readonly<Record<Reason, Reach>> = {
  prerendering: (stage) => {
    stage.prerender();
    stage.subscribe();
  },
  hidden: (stage) => {
    open(stage);
    stage.pauseWhile.next(true);
  },
  frozen: (stage) => {
    open(stage);
    fire(document, 'freeze');
  },
  // A gate ends nothing that runs. So another pause ends while it is closed.
  offline: (stage) => {
    open(stage);
    stage.pauseWhile.next(true);
    stage.gate.next(false);
    stage.pauseWhile.next(false);
  },
};

/** Ends what paused it. */
export const RESUME: Readonly<Record<Reason, Reach>> = {
  prerendering: (stage) => stage.activate(),
  hidden: (stage) => stage.pauseWhile.next(false),
  frozen: () => fire(document, 'resume'),
  offline: (stage) => stage.gate.next(true),
};
