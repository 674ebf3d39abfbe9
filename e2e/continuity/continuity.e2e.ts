// Servers whose ids and cursors do not say what was missed. What must arrive is what the server published; what is
// said of it must be shown by something.
import { expect, test } from './fixtures';
import type { Kind } from './page';
import { poll } from '../support/poll';

// These tests count messages.
test.describe.configure({ retries: 0 });

const HELD = ['sse', 'http-stream', 'websocket', 'long-polling'] as const satisfies readonly Kind[];
const STREAMS = ['sse', 'http-stream', 'websocket'] as const satisfies readonly Kind[];
/** Transports of which a page can read the status and the headers of an answer. */
const READABLE = ['sse', 'http-stream', 'long-polling'] as const satisfies readonly Kind[];
const NUMBERS = Array.from({ length: 50 }, (_, index) => index + 1);

for (const kind of HELD) {
  test.describe(kind, () => {
    test('messages of one transaction under one id all arrive', async ({ lab }) => {
      lab.server.faults.ids({ share: 3 });
      await lab.follow(kind);
      lab.publish('a', 'b', 'c');
      await lab.expectValues();
      await lab.held();
      lab.publish('d', 'e', 'f');
      await lab.expectValues();
      expect((await lab.seen()).openings).not.toContain('gap');
    });

    test('a counter that begins anew loses nothing, and is never "resumed"', async ({ lab }) => {
      lab.server.hub.renumber({ feed: 'news' });
      await lab.follow(kind);
      lab.publish(1, 2, 3, 4, 5);
      await lab.expectValues();
      await lab.away(() => lab.server.hub.renumber({ feed: 'news', forget: true }));
      lab.publish(6, 7, 8, 9, 10, 11, 12);
      await lab.expectValues();
      const { openings } = await lab.seen();
      expect(openings.slice(1)).not.toContain('resumed');
      // Polls of one series are one connection.
      if (kind !== 'long-polling') expect(openings.filter((each) => each === 'gap')).toHaveLength(1);
    });

    for (const [what, how] of [
      ['"unknown"', { from: 'unknown' }],
      ['a gap by its numbers', { from: 'unknown', sequence: 'seq' }],
    ] as const) {
      test(`a server that ignores cursors is ${what}`, async ({ lab }) => {
        lab.server.faults.ignoreCursors({ from: 'next' });
        await lab.follow(kind, how);
        lab.publish('a', 'b');
        await lab.expectValues(['a', 'b']);
        await lab.held();
        await lab.away(() => lab.publish('c'));
        lab.publish('d');
        await lab.expectValues(['a', 'b', 'd']);
        const { openings } = await lab.seen();
        expect(openings).not.toContain('resumed');
        expect(openings.includes('gap')).toBe('sequence' in how);
      });
    }

    test('a replay from before the cursor arrives once, and shows that nothing is missing', async ({ lab }) => {
      await lab.follow(kind);
      lab.publish(1, 2, 3, 4, 5);
      await lab.expectValues();
      lab.server.faults.replay({ count: 3 });
      await lab.away(() => lab.publish(6, 7));
      lab.publish(8);
      await lab.expectValues();
      const { openings } = await lab.seen();
      expect(openings).not.toContain('gap');
      if (kind !== 'long-polling') expect(openings.at(-1)).toBe('resumed');
    });

    test('a replay with other payloads is delivered', async ({ lab }) => {
      await lab.follow(kind);
      lab.publish(1, 2, 3, 4, 5);
      await lab.expectValues();
      lab.server.faults.replay({ count: 2, payloads: 'changed' });
      await lab.away(() => lab.publish(6));
      lab.server.faults.reset();
      await lab.expectValues([1, 2, 3, 4, 5, 4, 5, 6]);
      const { openings } = await lab.seen();
      expect(openings.slice(1)).not.toContain('resumed');
      if (kind !== 'long-polling') expect(openings.filter((each) => each === 'gap')).toHaveLength(1);
    });

    test('a reset connection to an honest server loses nothing', async ({ lab }) => {
      await lab.follow(kind, { from: '0' });
      lab.publish(1, 2);
      await lab.expectValues();
      await lab.away(() => lab.publish(3, 4));
      await lab.expectValues();
      const { openings } = await lab.seen();
      expect(openings).not.toContain('gap');
      // Only the header `Last-Event-ID` shows it here, and a page cannot read headers of a handshake.
      expect(openings.at(-1)).toBe(kind === 'websocket' ? 'unknown' : 'resumed');
    });

    test('two products that are numbered apart have one gap each, where one is', async ({ lab }) => {
      await lab.follow(kind, { sequence: 'product' });
      const product = (name: string, n: number): object => ({ product: name, n });
      lab.publish(
        product('a', 1),
        product('b', 71),
        product('a', 2),
        product('b', 72),
        product('a', 4),
        product('b', 73),
      );
      await lab.expectValues();
      expect((await lab.seen()).openings.filter((each) => each === 'gap')).toHaveLength(1);
    });
  });
}

for (const kind of STREAMS) {
  for (const fault of ['cut', 'rotate'] as const) {
    test(`${kind}: ${fault} every 20 messages loses nothing`, async ({ lab }) => {
      lab.publish(...NUMBERS);
      lab.server.faults[fault]({ count: 20 });
      await lab.follow(kind, { from: '0' });
      await lab.expectValues();
      const { openings } = await lab.seen();
      // A browser may drop what it has received when a response breaks off, so it can take more connections.
      expect(openings.length).toBeGreaterThanOrEqual(3);
      expect(openings).not.toContain('gap');
    });
  }
}

test('event-source: a cut every 20 messages loses nothing', async ({ lab }) => {
  lab.publish(...NUMBERS);
  lab.server.faults.cut({ count: 20 });
  await lab.follow('event-source', { from: '0' });
  await lab.expectValues();
});

for (const kind of READABLE) {
  test(`${kind}: a captive portal ends with its page, and nothing is lost`, async ({ lab }) => {
    await lab.follow(kind);
    lab.publish(1);
    await lab.expectValues();
    await lab.held();
    const before = lab.requests;
    lab.server.faults.html();
    lab.server.faults.drop();
    await poll(() => lab.requests).toBeGreaterThan(before + 1);
    lab.publish(2);
    lab.server.faults.reset();
    await lab.held();
    lab.publish(3);
    await lab.expectValues();
    expect((await lab.seen()).end).toBe('');
  });

  for (const code of [404, 410, 412]) {
    test(`${kind}: a cursor that is refused with ${code} is a gap, asked once`, async ({ lab }) => {
      await lab.follow(kind);
      lab.publish(1);
      await lab.expectValues();
      await lab.held();
      const before = lab.requests;
      lab.server.faults.status({ code, to: 'resuming' });
      lab.server.faults.drop();
      // One request with the cursor, one without.
      await poll(() => lab.requests).toBeGreaterThanOrEqual(before + 2);
      // A poll without a cursor is answered with the latest message, whose id is the cursor of the next poll.
      if (kind === 'long-polling') lab.server.faults.reset();
      await lab.held();
      if (kind !== 'long-polling') expect(lab.requests).toBe(before + 2);
      // The server holds the request before the page has read that it is open.
      await poll(async () => (await lab.seen()).openings).toContain('gap');
      lab.server.faults.reset();
      lab.publish(2);
      await lab.expectValues();
      expect((await lab.seen()).end).toBe('');
    });
  }

  test(`${kind}: history that was trimmed is a gap by the server's word`, async ({ lab }) => {
    await lab.follow(kind);
    lab.publish(1);
    await lab.expectValues();
    await lab.away(() => {
      lab.publish(2);
      lab.server.hub.trim();
    });
    lab.publish(3);
    await lab.expectValues([1, 3]);
    expect((await lab.seen()).openings).toContain('gap');
  });
}

test('long-polling: an index that goes back loses nothing, and the cursor moves', async ({ lab }) => {
  const list = ['103', '104', '105', '101', '103', '104', '102', '109'];
  lab.server.faults.ids({ list });
  await lab.follow('long-polling');
  for (const id of list) {
    lab.publish(`state at ${id}`);
    await lab.expectValues();
    await poll(() => lab.lastCursor).toBe(id);
    await lab.held();
  }
  // One request for each answer, and the first one.
  expect(lab.requests).toBe(list.length + 1);
  expect((await lab.seen()).openings).not.toContain('gap');
});

test('polling: every state of one job arrives, and none is a gap', async ({ lab }) => {
  lab.server.faults.ids({ list: ['job-7'] });
  lab.server.faults.ignoreCursors();
  await lab.follow('polling');
  for (const state of ['queued', 'running', 'done']) {
    lab.publish(state);
    await lab.expectValues();
  }
  const { requests } = lab;
  // "Unchanged" emits nothing.
  await poll(() => lab.requests).toBeGreaterThan(requests + 3);
  await lab.expectValues();
  expect((await lab.seen()).openings).not.toContain('gap');
});
