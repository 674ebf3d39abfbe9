import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { poll } from '../support/poll';

// These tests compare a state with that of the server: a wrong one is a failure, even if a retry passes.
test.describe.configure({ retries: 0 });

interface Snapshot {
  readonly seq: number;
  readonly bids: readonly (readonly [number, number])[];
  readonly asks: readonly (readonly [number, number])[];
}

/** The panel of the order book. */
class BookPanel {
  readonly region: Locator;

  constructor(page: Page) {
    this.region = page.getByRole('region', { name: 'Order book' });
  }

  press(name: string): Promise<void> {
    return this.region.getByRole('button', { name, exact: true }).click();
  }

  field(name: string): Locator {
    return this.region.locator(`[data-field=${name}]`);
  }

  /** The number of the last change, once there is a book. */
  async sequence(): Promise<number> {
    await expect(this.field('sequence')).toHaveText(/^\d+$/);
    return Number(await this.field('sequence').innerText());
  }

  /** Waits for `by` more changes. */
  async countsUp(by = 3): Promise<void> {
    const before = await this.sequence();
    await poll(() => this.sequence()).toBeGreaterThanOrEqual(before + by);
  }

  /** What the panel shows, at one moment. */
  shown(): Promise<Snapshot> {
    return this.region.evaluate((region) => {
      const rows = (name: string, price: number, size: number): [number, number][] =>
        [...region.querySelectorAll(`table[aria-label=${name}] tbody tr`)]
          .map((row): [number, number] => {
            const cells = [...row.querySelectorAll('td')].map(({ textContent }) => Number(textContent));
            return [cells[price]!, cells[size]!];
          })
          .filter(([price]) => !Number.isNaN(price));
      const seq = Number(region.querySelector('[data-field=sequence]')?.textContent);
      return { seq, bids: rows('Bids', 1, 0), asks: rows('Asks', 0, 1) };
    });
  }
}

/**
 * Compares the panel with the snapshot of the same number. The server changes its book four times a second, and what the
 * page shows may be some changes old, so the snapshots are collected meanwhile.
 */
async function expectRightBook(panel: BookPanel, url: string): Promise<void> {
  const snapshots = new Map<number, Snapshot>();
  let compared = false;
  const collect = async (): Promise<boolean> => {
    const snapshot = (await (await fetch(`${url}/feeds/book/snapshot`)).json()) as Snapshot;
    snapshots.set(snapshot.seq, snapshot);
    return compared;
  };
  const compare = expect(async () => {
    const shown = await panel.shown();
    expect(shown).toEqual(snapshots.get(shown.seq));
    compared = true;
  }).toPass({ intervals: [50], timeout: 15_000 });
  await Promise.all([compare, poll(collect, { timeout: 15_000 }).toBe(true)]);
}

test('the order book is loaded once, and follows the feed', async ({ wall, server }) => {
  await wall.page.goto(server.url);
  const book = new BookPanel(wall.page);
  await expect(book.field('status')).toContainText('Closed');
  await book.press('Open order book');
  await expect(book.field('status')).toContainText('first connection');
  await book.countsUp(5);
  await expectRightBook(book, server.url);
  await expect(book.field('snapshots')).toHaveText('1');
  await expect(book.field('cause')).toHaveText('first');

  await book.press('Close order book');
  await expect(book.field('status')).toContainText('Closed');
});

test.describe('after a gap', () => {
  test.use({ provokes: 'network errors' });

  test('the order book is loaded again, and is right', async ({ wall, server }) => {
    await wall.page.goto(server.url);
    const book = new BookPanel(wall.page);
    await book.press('Open order book');
    await book.countsUp();
    await book.press('Make a gap');
    await expect(book.field('status')).toContainText('messages missing');
    await expect(book.field('cause')).toHaveText('gap');
    await book.countsUp(5);
    await expectRightBook(book, server.url);
  });

  test('the order book of a server that began anew is loaded again', async ({ wall, server }) => {
    await wall.page.goto(server.url);
    const book = new BookPanel(wall.page);
    await book.press('Open order book');
    await book.countsUp(10);
    await server.control('restart?forget=1');
    await expect(book.field('cause')).toHaveText('gap');
    await book.countsUp();
    await expectRightBook(book, server.url);
  });
});
