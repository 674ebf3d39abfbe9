import { PushError } from '../../vocabulary/push-error';
import type { Happening } from './happening';
import { broken, fatal, pass, type Stage } from './stage';

/** A transport reports these, maybe after its attempt ended. A prerendered page has had no attempt. */
const REPORTED = { pausedBy: ['hidden', 'frozen', 'offline'] } as const;
/** Times are milliseconds. */
const LIMIT = 2_000;

const lost = (stage: Stage): void => stage.sink.lost(broken);

function message(raw: string): (stage: Stage) => void {
  return ({ sink }) => {
    sink.active();
    sink.message(raw, 'message', undefined);
  };
}

function unlessBad(raw: string | Uint8Array): string {
  if (raw === 'bad') throw new SyntaxError('bad');
  return String(raw);
}

function mistake(): never {
  throw new RangeError('a mistake of the caller');
}

const refused = new PushError('http', '410', { transient: false, status: 410 });
const ended = new PushError('closed', 'the server ended the stream', { transient: true });

/** What the server and the network do. */
export const OF_SERVER = {
  'the connection opens, or a poll is answered': {
    ...REPORTED,
    ways: { '': (stage) => stage.open() },
  },
  'it opens or is answered, and `resume.confirm` throws': {
    ...REPORTED,
    options: { resume: { from: '7', confirm: mistake } },
    ways: { '': ({ sink }) => sink.open({ status: 200, headers: new Headers(), url: 'https://h.example/' }) },
  },
  'another connection takes over': {
    ...REPORTED,
    // One route of a connection never does that before it has opened, and another route is not there.
    only: 'stream',
    ways: {
      'while the old one is live': (stage) => stage.takeOver({}),
      'after the old one was lost': (stage) => stage.takeOver({ afterLoss: true }),
    },
  },
  'bytes that are no message': {
    ...REPORTED,
    ways: {
      'of a heartbeat': ({ sink }) => sink.active(),
      'with a delay': ({ sink }) => sink.retryDelay(LIMIT),
      'with a cursor': ({ sink }) => sink.cursor('7'),
    },
  },
  'a comment, with `comments: true`': {
    ...REPORTED,
    ways: { '': ({ sink }) => sink.comment('news') },
  },
  'a message': {
    ...REPORTED,
    ways: { 'to be decoded': message('news'), 'that is a value': ({ sink }) => sink.value('news') },
  },
  'a message whose number shows a gap': {
    ...REPORTED,
    options: { sequence: ({ data }) => Number(data) },
    before: message('1'),
    ways: { '': message('3') },
  },
  'a message that is rejected': {
    ...REPORTED,
    options: { decode: unlessBad },
    ways: { '': message('bad') },
  },
  "a message that is rejected, `onInvalid: 'error'`": {
    ...REPORTED,
    options: { decode: unlessBad, onInvalid: 'error' },
    ways: { '': message('bad') },
  },
  'a message longer than `maxMessageSize`': {
    ...REPORTED,
    options: { maxMessageSize: 3 },
    ways: { '': message('news') },
  },
  'the last message, by `until`': {
    ...REPORTED,
    ways: { '': message('last') },
  },
  'a poll ends': {
    ...REPORTED,
    polls: true,
    before: (stage) => {
      stage.interval = () => LIMIT;
    },
    ways: { '': ({ sink }) => sink.done() },
  },
  'a poll ends, and `interval` throws': {
    ...REPORTED,
    polls: true,
    before: (stage) => {
      stage.interval = mistake;
    },
    ways: { '': ({ sink }) => sink.done() },
  },
  'the server completes the feed': {
    ...REPORTED,
    before: (stage) => {
      stage.interval = () => undefined;
    },
    ways: { '': ({ sink }) => sink.done() },
  },
  'it breaks: a transient error': {
    ...REPORTED,
    ways: { 'of the network': lost, 'ended in order': ({ sink }) => sink.lost(ended) },
  },
  'it breaks, and `retry` gives up': {
    ...REPORTED,
    before: (stage) => {
      stage.retry = () => undefined;
    },
    ways: { '': lost },
  },
  'it breaks, and `retry` or `transient` throws': {
    ...REPORTED,
    before: (stage) => {
      stage.retry = mistake;
    },
    ways: { '': lost },
  },
  'it breaks, `retry: false`': {
    ...REPORTED,
    options: { retry: false },
    ways: { '': lost },
  },
  'it fails: a final error': {
    ...REPORTED,
    ways: { '': ({ sink }) => sink.lost(fatal) },
  },
  'the server refuses the cursor': {
    ...REPORTED,
    options: { resume: { from: '7' } },
    ways: { '': ({ sink }) => sink.lost(refused) },
  },
  '`connectTimeout` is over': {
    options: { connectTimeout: LIMIT },
    ways: { '': () => pass(LIMIT) },
  },
  '`idleTimeout` is over': {
    options: { idleTimeout: LIMIT },
    ways: { '': () => pass(LIMIT) },
  },
} satisfies Record<string, Happening>;
