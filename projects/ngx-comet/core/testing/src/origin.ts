/** Where in the test or the application something was opened. */
export interface Origin {
  /** A line of a stack, such as `at AppComponent (app.component.ts:12:5)`; `undefined` if it is not known. */
  readonly line: string | undefined;
}

/** V8 keeps ten frames by default. Those of RxJS and Angular alone are often more. */
const FRAMES = 200;
/** Where the code of the application cannot be. */
const FOREIGN =
  /node_modules|node:internal|<anonymous>$|\bzone(?:[.-][\w.-]+)?\.js|\/ngx-comet\/(?:fesm\w*|src|core|tabs|testing)\/(?!.*\.spec\.)/;
/** The functions that run something on behalf of an origin; only the frames before them are new. */
const BOUNDARY = /\bonBehalfOf\b/;

let current: Origin | undefined;

/** Runs a function. What it opens, and what has no line of its own, has this origin. */
export function onBehalfOf<T>(origin: Origin, work: () => T): T {
  const before = current;
  current = origin;
  try {
    return work();
  } finally {
    current = before;
  }
}

/** The origin of what is being opened now. */
export function originNow(): Origin {
  const frames = stack();
  const boundary = frames.findIndex((frame) => BOUNDARY.test(frame));
  const line = (boundary < 0 ? frames : frames.slice(0, boundary)).find((frame) => !FOREIGN.test(frame));
  return line === undefined ? (current ?? { line: undefined }) : { line: line.trim() };
}

function stack(): readonly string[] {
  const engine = Error as { stackTraceLimit?: number };
  const { stackTraceLimit } = engine;
  try {
    if (stackTraceLimit !== undefined) engine.stackTraceLimit = FRAMES;
    const lines = new Error().stack?.split('\n') ?? [];
    return lines.filter((line) => /:\d+(?::\d+)?\)?$/.test(line));
  } finally {
    if (stackTraceLimit !== undefined) engine.stackTraceLimit = stackTraceLimit;
  }
}
