import type { PushLogger } from 'ngx-comet/core';
import { own } from './own';
import { shorten } from './shorten';

/** The options of {@link shareAcrossTabs} and {@link connectionAcrossTabs}. */
export interface TabsOptions {
  /**
   * How many messages every tab keeps for tabs that missed some, default 1_000, together at most 16 Mi characters and
   * bytes.
   */
  readonly tail?: number | undefined;
  /** Gets a warning when this tab misses messages that the leading tab does not have any more; default the console. */
  readonly logger?: PushLogger | undefined;
  /**
   * The name of the `storedCursor` that the source goes on from, default the name of the tabs. Only of
   * `shareAcrossTabs`.
   */
  readonly cursor?: string | undefined;
}

const TAIL = 1_000;

/** The options with their defaults. */
export function tabsOptions(given: TabsOptions): { readonly tail: number; readonly logger: PushLogger | undefined } {
  const { tail = TAIL, logger } = own(given);
  return { tail: tail >= 0 ? tail : TAIL, logger };
}

/** Throws a `TypeError` that names the wrong name or option. `takes` are the options of the caller. */
export function checkTabs(
  caller: string,
  name: unknown,
  options: TabsOptions,
  takes: readonly (keyof TabsOptions)[],
): void {
  if (typeof name !== 'string' || name === '')
    throw new TypeError(`name must be a non-empty string, got ${shorten(name)}`);
  if (typeof options !== 'object' || (options as unknown) === null)
    throw new TypeError(`options must be an object, got ${shorten(options)}`);
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined || (takes as readonly string[]).includes(option)) continue;
    throw new TypeError(`${caller}: unknown option ${JSON.stringify(shorten(option))}. It takes ${takes.join(', ')}.`);
  }
  const { tail = TAIL, logger = globalThis.console, cursor = name } = own(options);
  if (typeof tail !== 'number' || !Number.isSafeInteger(tail) || tail < 0) {
    throw new TypeError(`tail must be a whole number of at least 0, got ${String(tail)}`);
  }
  if (typeof (logger as Partial<PushLogger> | null)?.warn !== 'function') {
    throw new TypeError(`logger must be an object with a warn method, got ${shorten(logger)}`);
  }
  if (typeof cursor !== 'string' || cursor === '')
    throw new TypeError(`cursor must be a non-empty string, got ${shorten(cursor)}`);
}
