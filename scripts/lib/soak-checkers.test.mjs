// Plants the faults that the soak is for: each must be found.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandChecker } from '../../proof/soak/command-checker.ts';
import { FeedChecker, notLostByServer } from '../../proof/soak/feed-checker.ts';
import { trendOf } from '../../proof/soak/trend.ts';

const numberOf = (/** @type {unknown} */ data) => /** @type {number} */ (data);
const open = (/** @type {'first' | 'resumed' | 'gap' | 'unknown'} */ continuity) =>
  /** @type {const} */ ({ kind: 'open', transport: 'sse', continuity });
const message = (/** @type {number} */ n) =>
  /** @type {const} */ ({ kind: 'message', message: { data: n, event: 'message', id: undefined, transport: 'sse' } });

function feed(/** @type {readonly (ReturnType<typeof open> | ReturnType<typeof message>)[]} */ ...events) {
  const checker = new FeedChecker();
  for (const event of events) checker.take(event, numberOf);
  return checker.report();
}

test('a feed that is whole is held', () => {
  const { delivered, violations } = feed(open('first'), message(1), message(2), open('resumed'), message(3));
  assert.equal(delivered, 3);
  assert.deepEqual(violations, []);
});

test('a lost message is found', () => {
  const { lost, violations } = feed(open('first'), message(1), message(3));
  assert.equal(lost, 1);
  assert.deepEqual(violations, ['3 follows 1, and nothing was reported']);
});

test('a lost message after "resumed" or "unknown" is found: a feed with numbers knows better', () => {
  for (const continuity of /** @type {const} */ (['resumed', 'unknown'])) {
    assert.equal(feed(open('first'), message(1), open(continuity), message(3)).lost, 1);
  }
});

test('a gap that was reported is no loss, and excuses only what comes next', () => {
  const { missing, lost } = feed(open('first'), message(1), open('gap'), message(4), message(6));
  assert.deepEqual([missing, lost], [2, 1]);
});

test('a repeated message and one out of order are found', () => {
  assert.equal(feed(open('first'), message(1), message(2), message(2)).repeated, 1);
  assert.deepEqual(feed(message(1), open('gap'), message(3), message(2)).violations, ['2 arrived after 3']);
});

test('an end is found', () => {
  const checker = new FeedChecker();
  checker.ended('complete');
  assert.deepEqual(checker.report().violations, ['it ended: complete']);
});

test('what a stream of messages lost is found if the server had it', () => {
  const checker = new FeedChecker('messages');
  for (const n of [1, 2, 5, 6, 9]) checker.arrived(n);
  const { unreported } = checker.report();
  assert.deepEqual(unreported, [
    { from: 3, to: 4 },
    { from: 7, to: 8 },
  ]);
  assert.deepEqual(notLostByServer(unreported, [4]), [{ from: 7, to: 8 }]);
});

test('a command without an answer is found, one on a lost connection is not', () => {
  const commands = new CommandChecker();
  commands.send();
  commands.reported();
  commands.send();
  const { pending, doubtful } = commands.report();
  assert.deepEqual([pending, doubtful], [1, 1]);
});

test('a command that was answered twice is found', () => {
  const commands = new CommandChecker();
  const id = commands.send();
  commands.acknowledge(id, 'one');
  commands.acknowledge(id, 'two');
  assert.deepEqual(commands.report().violations, [`command ${id} was acknowledged by one and two`]);
});

/** Readings that vary as those of a page do. */
const readings = (/** @type {number} */ count, /** @type {number} */ each) =>
  Array.from({ length: count }, (_, n) => 30 + each * n + [0, 9, 3, 40, 1][n % 5]);

test('a listener or a timer for every reconnection is found, in two minutes too', () => {
  // Three reconnections between two readings.
  assert.equal(trendOf(readings(12, 3), 12).rises, true);
  assert.equal(trendOf(readings(120, 3), 12).rises, true);
});

test('readings that vary around a floor do not rise', () => {
  assert.equal(trendOf(readings(12, 0), 12).rises, false);
  assert.equal(trendOf(readings(120, 0), 12).rises, false);
  // A page that is slow to connect at the end.
  assert.equal(trendOf([...readings(20, 0), 90, 95, 90], 12).rises, false);
});
