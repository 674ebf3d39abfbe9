import { expect } from '@playwright/test';

/** Milliseconds between two looks. By default Playwright looks only once a second after the first second. */
const INTERVALS = [20, 50, 100, 150];

/** `expect.poll` that looks more often, so that a test goes on soon after the condition is met. */
export function poll<T>(
  actual: () => T | Promise<T>,
  options: { readonly message?: string; readonly timeout?: number } = {},
): ReturnType<typeof expect.poll<T>> {
  return expect.poll(actual, { intervals: INTERVALS, ...options });
}
