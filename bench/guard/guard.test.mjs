import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contestsOf } from './contests.ts';
import { judge } from './guard.ts';

const [sse] = contestsOf((name) => name);
const bars = sse?.bars.slice(0, 1) ?? [];

test('a contestant that wastes some hundred nanoseconds with each message misses the bar of sse$', async () => {
  const page = new URL('slow-page.ts', import.meta.url);
  const [verdict] = await judge({ ...sse, page, bars }, { rounds: 3, tries: 3, source: false });
  assert.equal(verdict?.met, false, `it was at ${verdict?.ratio} of the limit`);
  assert.ok(verdict.ratio > 0, 'it delivered every message');
});
