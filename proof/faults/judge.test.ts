import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from './judge.ts';
import type { Promised } from './promises.ts';
import type { Given, Received, Seen, Story } from './story.ts';

const message = (seq: number, at = 100 + seq): Seen => ({ kind: 'message', seq, at });
const lost = (code = 'network', status?: number): Seen => ({ kind: 'lost', code, status, at: 102.5 });
const opened = (continuity: string): Seen => ({ kind: 'open', continuity, at: 102.7 });
const given = (count: number): Given[] =>
  Array.from({ length: count }, (_, n) => ({ given: n + 1, at: 101.1 + n / 2 }));
/** The server made the messages 1, 2, … of them. */
const received = (...numbers: number[]): Received[] => numbers.map((each, place) => ({ given: each, seq: place + 1 }));
const promise: Promised = { codes: ['network'], lost: 'must', within: 10 };
const story = (seen: readonly Seen[], changes: Partial<Story> = {}): Story => ({
  seen,
  sent: [1, 2, 3, 4],
  given: given(2),
  received: received(1, 2),
  unsent: [],
  hits: 1,
  over: 102.6,
  stolen: 0,
  left: { connections: 0, followers: 0 },
  ...changes,
});
const whole = [opened('first'), message(1), message(2), lost(), opened('resumed'), message(3), message(4)];
const said = (seen: readonly Seen[], changes?: Partial<Story>, promises: Partial<Promised> = {}): string =>
  judge(story(seen, changes), { ...promise, ...promises }).join('; ');

test('a story as promised has no problem', () => {
  assert.equal(said(whole), '');
  assert.equal(said([message(2), lost(), message(3), message(4)]), '', 'it may begin anywhere');
});

test('a lost, a repeated and a reordered message', () => {
  assert.equal(said([message(1), lost(), message(3), message(4)]), '3 came after 1, with no gap reported');
  assert.equal(said([message(2), lost(), message(2), message(3), message(4)]), '2 came after 2, with no gap reported');
  assert.match(said([message(1), message(3), lost(), message(2), message(4)]), /^3 came after 1.*2 came after 3/);
  assert.equal(said([message(1), message(2), lost(), message(3)]), 'the last message was 3 of 4');
  assert.match(said([lost()]), /^no message arrived/);
});

test('a message of another connection, with its gap', () => {
  const crossed = [...whole, opened('gap'), message(1_008)];
  assert.equal(said(crossed), '');
  assert.equal(said([...whole, message(1_008)]), '1008 came after 4, with no gap reported');
  assert.match(said([...whole.slice(0, -1), opened('gap'), message(1_008)]), /^the last message was 1008 of 4$/);
});

test('a reported gap covers what is missing before the next message, and no more', () => {
  assert.equal(said([message(1), lost(), opened('gap'), message(4)]), '');
  const late = [message(1), opened('gap'), message(2), lost(), message(4)];
  assert.equal(said(late), '4 came after 2, with no gap reported');
  const wrong = [message(1), lost(), opened('gap'), opened('resumed'), message(4)];
  assert.equal(said(wrong), '"resumed" was reported, and 4 came after 1');
});

test('a loss that is missing, of another code, status or where none may be', () => {
  const calm = [message(1), message(2), message(3), message(4)];
  assert.equal(said(calm), 'no loss was reported, promised is network');
  assert.equal(said(calm, {}, { lost: 'may' }), '');
  assert.equal(said(whole, {}, { codes: ['silence'] }), 'lost with network, promised is silence');
  assert.equal(said(whole, {}, { codes: [], lost: 'never' }), 'lost with network, promised is no loss');
  const refused = [message(1), message(2), lost('http', 500), message(3), message(4)];
  assert.equal(said(refused, {}, { codes: ['http'], statuses: [503] }), 'status 500, promised is 503');
});

test('an end that is not promised, and one that is missing', () => {
  const error: Seen = { kind: 'error', code: 'content-type', at: 103 };
  assert.equal(said([...whole, error]), 'the stream ended with content-type');
  assert.equal(said([...whole, { kind: 'complete', at: 200 }]), 'the stream completed');
  const ends = { ends: 'content-type', lost: 'may' } as const;
  assert.equal(said([error], {}, ends), '');
  assert.equal(said(whole, {}, ends), 'promised is an end with content-type, seen was no end');
  assert.match(said([{ ...error, code: 'http' }], {}, ends), /seen was http$/);
});

test('a late recovery, without the time that was stolen', () => {
  const late = [message(1), message(2), lost(), message(3, 120), message(4, 121)];
  assert.equal(said(late), 'recovered after 17 ms, promised are 10 ms');
  assert.equal(said(late, { stolen: 8 }), '');
});

test('what is left behind', () => {
  assert.equal(said(whole, { left: { connections: 2, followers: 0 } }), '2 connections were left open');
  assert.equal(said(whole, { left: { connections: 0, followers: 1 } }), 'the server still had 1 followers');
});

test('what was sent twice, or by nobody', () => {
  assert.match(said(whole, { received: received(1, 2, 1) }), /^the server received 1 twice/);
  assert.match(said(whole, { received: received(1, 2, 3) }), /something that the client did not send$/);
});

test('a command that neither arrived nor was reported', () => {
  // The loss is at 102.5: 1, 2 and 3 were given before it, 4 after it. Message 3 arrives after it.
  const four = (seqs: Readonly<Record<number, number>>): Partial<Story> => ({
    given: given(4),
    received: Object.entries(seqs).map(([each, seq]) => ({ given: Number(each), seq })),
  });
  assert.equal(said(whole, four({ 1: 1, 3: 3, 4: 4 })), '', 'the connection that had taken it was lost');
  assert.equal(said(whole, four({ 1: 1, 2: 2, 4: 3 })), '');
  assert.match(said(whole, four({ 1: 1, 3: 2, 4: 3 })), /^the server did not receive 2, with no report$/);
  assert.match(said(whole, four({ 1: 1, 2: 2, 3: 3 })), /did not receive 4, with no report$/, 'given after the loss');
  assert.equal(said(whole, { ...four({ 1: 1, 2: 2, 3: 3 }), unsent: [4] }), '');
  const calm = [message(1), message(2), message(3), message(4)];
  assert.match(said(calm, four({ 1: 1, 3: 3, 4: 4 }), { lost: 'may' }), /did not receive 2/);
});

test('a fault that never happened proves nothing', () => {
  assert.equal(said(whole, { hits: 0 }), 'the fault never happened');
});
