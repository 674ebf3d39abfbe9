import { type Locator, type Page } from '@playwright/test';
import { poll } from '../support/poll';

/** The panels, by the names of their regions. */
export const PANELS = ['Polling', 'HTTP streaming', 'Server-sent events', 'WebSocket', 'JSONP'] as const;
export type PanelName = (typeof PANELS)[number];

/** The counts of a panel at one moment. */
export interface Count {
  readonly total: number;
  readonly sequence: number;
}

/** One panel of the page. */
export class Panel {
  readonly name: PanelName;
  readonly status: Locator;
  readonly error: Locator;
  readonly value: Locator;
  readonly rate: Locator;
  readonly #card: Locator;

  constructor(page: Page, name: PanelName) {
    this.name = name;
    this.#card = page.getByRole('article', { name, exact: true });
    this.status = this.#field('status');
    this.error = this.#field('error');
    this.value = this.#field('value');
    this.rate = this.#field('rate');
  }

  get card(): Locator {
    return this.#card;
  }

  async count(): Promise<Count> {
    return this.#card.evaluate((card) => {
      const number = (field: string) =>
        Number(card.querySelector(`[data-field=${field}]`)?.textContent?.replace(/[^\d]/g, '') ?? 0);
      return { total: number('total'), sequence: number('sequence') };
    });
  }

  /** Waits until the panel has counted at least `by` more messages. */
  async countsUp(by = 3, timeout = 10_000): Promise<void> {
    const { total } = await this.count();
    await poll(async () => (await this.count()).total, {
      message: `${this.name} counts up by ${by}`,
      timeout,
    }).toBeGreaterThanOrEqual(total + by);
  }

  close(): Promise<void> {
    return this.#card.getByRole('button', { name: `Close ${this.name}` }).click();
  }

  open(): Promise<void> {
    return this.#card.getByRole('button', { name: `Open ${this.name}` }).click();
  }

  #field(name: string): Locator {
    return this.#card.locator(`[data-field=${name}]`);
  }
}

/** The page. */
export class Wall {
  readonly page: Page;
  readonly panels: readonly Panel[];
  readonly log: Locator;

  constructor(page: Page) {
    this.page = page;
    this.panels = PANELS.map((name) => new Panel(page, name));
    this.log = page.getByRole('log');
  }

  panel(name: PanelName): Panel {
    const panel = this.panels.find((each) => each.name === name);
    if (panel === undefined) throw new Error(`no panel ${name}`);
    return panel;
  }

  /** Opens the page, and waits until every panel has counted a message. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.everyPanelCountsUp();
  }

  async everyPanelCountsUp(timeout = 15_000): Promise<void> {
    await Promise.all(this.panels.map((panel) => panel.countsUp(3, timeout)));
  }

  /** Presses the button of a fault. */
  cause(name: string): Promise<void> {
    return this.page.getByRole('button', { name, exact: true }).click();
  }

  /** The texts of the log for one transport, newest first. */
  logged(transport: string, kind: string): Locator {
    return this.log.locator(`[data-transport="${transport}"][data-kind="${kind}"] .text`);
  }
}
