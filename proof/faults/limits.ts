/** The options of a cell's stream, and of its server. Milliseconds. From them follows how fast it must recover. */
export interface Limits {
  readonly connect: number;
  readonly idle: number;
  /** Of one poll. */
  readonly poll: number;
  readonly retry: number;
  /** From one message to the next. */
  readonly every: number;
  /** From one heartbeat to the next. */
  readonly heartbeat: number;
  /** Between two short polls. */
  readonly interval: number;
  /** How long the server holds a long poll. */
  readonly hold: number;
  /** How much later than its limits a stream may recover, and a connection may be closed, on a busy machine. */
  readonly slack: number;
}

export const QUICK: Limits = {
  connect: 1_500,
  idle: 1_200,
  poll: 1_200,
  retry: 50,
  every: 25,
  heartbeat: 100,
  interval: 50,
  hold: 200,
  slack: 1_000,
};

/**
 * In a browser. A JSONP call has a frame of its own, and in Chromium a process, which costs some 100 ms, and seconds on a
 * busy machine.
 */
export const IN_PAGE: Limits = { ...QUICK, connect: 2_500, idle: 2_500, poll: 6_000, every: 50, slack: 3_000 };

/** For a run beside other load: what is late is no fault then, but what is lost is. */
export const PATIENT: Limits = { ...QUICK, slack: 8_000 };
export const PATIENT_IN_PAGE: Limits = { ...IN_PAGE, slack: 8_000 };
