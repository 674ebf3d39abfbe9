/** Gives the tests of a `describe` block virtual time. `end` runs after each test, and no timer may be left then. */
export function inVirtualTime(end: () => void): void {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    end();
    const left = jest.getTimerCount();
    jest.useRealTimers();
    expect(left).toBe(0);
  });
}
