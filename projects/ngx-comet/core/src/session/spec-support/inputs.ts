import type { Connection } from '../../connection/connection-handle';
import type { PageEvent } from '../../platform/page-events';
import type { AttemptSink } from '../../vocabulary/transport';
import type { ReceiverListener } from '../message-receiver';
import type { PauseListener } from '../pauses';
import type { Session } from '../session';
import type { AttemptLimits, AttemptListener } from '../session-attempt';
import { OF_APPLICATION, OF_PAGE } from './happenings-of-page';
import { OF_SERVER } from './happenings-of-server';

export const HAPPENINGS = { ...OF_SERVER, ...OF_PAGE, ...OF_APPLICATION };

export type HappeningName = keyof typeof HAPPENINGS;

/** Everything that reaches a session from outside, and what its parts tell it. A new one has no row, which is an error. */
type Input =
  | Exclude<keyof AttemptSink, 'closed'>
  | keyof AttemptListener
  | keyof AttemptLimits
  | keyof ReceiverListener
  | PageEvent
  | keyof PauseListener
  | Exclude<keyof Session<unknown>, 'url'>
  | keyof Pick<Connection<unknown>, 'reconnect' | 'close'>;

/** The rows of each input. */
export const ROWS_OF = {
  // The transport.
  open: ['the connection opens, or a poll is answered'],
  opened: ['the connection opens, or a poll is answered'],
  reopen: ['another connection takes over'],
  reopened: ['another connection takes over'],
  active: ['bytes that are no message'],
  cursor: ['bytes that are no message'],
  requests: ['it breaks: a transient error'],
  refused: ['it fails: a final error'],
  comment: ['a comment, with `comments: true`'],
  sentCursor: ['the server refuses the cursor'],
  retryDelay: ['bytes that are no message'],
  message: ['a message', 'a message that is rejected'],
  value: ['a message'],
  reject: ['a message that is rejected'],
  lost: [
    'it breaks: a transient error',
    'it breaks, and `retry` gives up',
    'it breaks, `retry: false`',
    'it fails: a final error',
    'the server refuses the cursor',
  ],
  done: ['a poll ends', 'the server completes the feed'],
  connectTimeout: ['`connectTimeout` is over'],
  idleTimeout: ['`idleTimeout` is over'],

  // The messages.
  continuity: ['a message whose number shows a gap'],
  fail: ["a message that is rejected, `onInvalid: 'error'`"],
  loseAttempt: ['a message longer than `maxMessageSize`'],
  finish: ['the last message, by `until`', 'the server completes the feed'],

  // The page.
  frozen: ['the page is frozen, or enters the back-forward cache'],
  thawed: ['the page is back, or has loaded'],
  activated: ['the user opens the prerendered page'],
  online: ['the network is back'],
  visible: ['the page becomes visible'],
  tick: ['a second passes'],
  stalled: [
    'the event loop stood still for 5 s, then the connection talks',
    'the event loop stood still for 5 s, then 2 s of silence',
    'the event loop stood still for 5 s, then 2 s of silence, `retry: false`',
  ],
  slept: [
    'the machine slept, then the connection talks',
    'the machine slept, then 2 s of silence',
    'the machine slept, then 2 s of silence, `retry: false`',
  ],

  // The application.
  start: ['the first subscriber comes, or one more', 'the first subscriber comes, or one more, and the gate is closed'],
  hangUp: ['`pauseWhile` turns true', 'one of two reasons for a pause ends'],
  wake: [
    'the wait is over',
    'the wait is over, but the gate is closed',
    '`gate` turns true',
    '`pauseWhile` turns false',
  ],
  woken: ['`wake` emits'],
  gateClosed: ['`gate` turns false'],
  optionFailed: [
    '`gate`, `pauseWhile` or `wake` errors',
    'it breaks, and `retry` or `transient` throws',
    'it opens or is answered, and `resume.confirm` throws',
    'a poll ends, and `interval` throws',
  ],
  reconnect: ['`reconnect()`'],
  forget: ['`reconnect({ forget: true })`'],
  close: ['`close()`', 'the last subscriber leaves'],
} satisfies Record<Input, readonly HappeningName[]>;
