import { inspect } from 'node:util';
import { ANSWERS, DOORS, type Rule } from './fault.ts';

type Check = (value: unknown) => string | undefined;
/** The properties of one kind; a name that ends in `?` may be left out. */
type Shape = Readonly<Record<string, Check>>;

const number =
  (least: number, what: string): Check =>
  (value) =>
    typeof value === 'number' && Number.isFinite(value) && value >= least ? undefined : what;
const whole =
  (least: number, most = Infinity): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most
      ? undefined
      : `a whole number from ${least}${most < Infinity ? ` to ${most}` : ''}`;
const ms = number(0, 'milliseconds from 0');
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value) ? undefined : values.map((each) => inspect(each)).join(' or ');
const text: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : 'a text');
// A line break in a header would end the header, and the rest would be another one.
const header = (value: unknown): boolean => typeof value === 'string' && !/[\r\n]/.test(value);
const headers =
  (allowed: (value: unknown) => boolean, what: string): Check =>
  (value) =>
    isRecord(value) && Object.values(value).every(allowed) && Object.keys(value).every((name) => /^[\w-]+$/.test(name))
      ? undefined
      : what;
const direction = oneOf('down', 'up', 'both');

const FAULTS: Readonly<Record<string, Shape>> = {
  latency: { ms, 'jitter?': ms, 'direction?': direction },
  bandwidth: { bytesPerSecond: number(1, 'bytes per second from 1'), 'direction?': direction },
  slices: { bytes: whole(1), 'random?': oneOf(true, false), 'every?': ms, 'direction?': direction },
  hold: { bytes: whole(1), 'direction?': direction },
  stall: { 'direction?': direction },
  reset: {},
  end: {},
  'black-hole': {},
  'half-open': { gone: oneOf('server', 'client') },
  truncate: { bytes: whole(0) },
  cross: { how: oneOf('copy', 'move'), 'bytes?': whole(1) },
  status: {
    code: whole(200, 599),
    'headers?': headers(header, 'an object of texts without line breaks'),
    'body?': (value) => (typeof value === 'string' ? undefined : 'a text'),
  },
  'captive-portal': { 'redirect?': (value) => (header(value) ? text(value) : 'a URL'), 'html?': text },
  headers: {
    set: headers((value) => value === null || header(value), 'an object of texts without line breaks or null'),
  },
  refuse: {},
  'wrong-certificate': {},
};

const PHASES: Readonly<Record<string, Shape>> = {
  connecting: {},
  headers: {},
  message: { text, 'bytes?': whole(0), 'nth?': whole(1) },
  idle: { ms: number(1, 'milliseconds from 1') },
  sending: { bytes: whole(0) },
  now: {},
};

/** Checks what came as JSON. Throws a `TypeError` that names the property, what was expected and what was given. */
export function checkRule(given: unknown): Rule {
  if (!isRecord(given)) throw wrong('rule', 'an object', given);
  const { fault, at, times, path, ...rest } = given;
  refuseUnknown('rule', Object.keys(rest), ['fault', 'at', 'times', 'path']);
  check('fault', 'kind', fault, FAULTS);
  if (at !== undefined) check('at', 'phase', at, PHASES);
  expect('times', whole(1), times);
  expect('path', text, path);
  const { kind } = fault as { kind: never };
  const phase = at === undefined ? 'connecting' : (at as { phase: string }).phase;
  if (DOORS.includes(kind) && (phase !== 'connecting' || path !== undefined || times !== undefined))
    throw new TypeError(`fault: '${String(kind)}' is for all connections: it takes no 'at', 'path' or 'times'`);
  if (ANSWERS.includes(kind) && phase !== 'connecting')
    throw new TypeError(`at: '${String(kind)}' answers a request, so its phase is 'connecting', got '${phase}'`);
  return given as unknown as Rule;
}

function check(name: string, tag: string, given: unknown, shapes: Readonly<Record<string, Shape>>): void {
  if (!isRecord(given)) throw wrong(name, 'an object', given);
  const { [tag]: kind, ...properties } = given;
  const shape = typeof kind === 'string' && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
  if (shape === undefined) throw wrong(`${name}.${tag}`, `one of ${Object.keys(shapes).join(', ')}`, kind);
  const names = Object.keys(shape).map((each) => each.replace('?', ''));
  refuseUnknown(name, Object.keys(properties), [tag, ...names]);
  for (const [property, test] of Object.entries(shape)) {
    const bare = property.replace('?', '');
    if (property.endsWith('?')) expect(`${name}.${bare}`, test, properties[bare]);
    else if (test(properties[bare]) !== undefined)
      throw wrong(`${name}.${bare}`, String(test(properties[bare])), properties[bare]);
  }
}

function expect(name: string, test: Check, value: unknown): void {
  const expected = value === undefined ? undefined : test(value);
  if (expected !== undefined) throw wrong(name, expected, value);
}

function refuseUnknown(name: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((each) => !known.includes(each));
  if (unknown !== undefined) throw new TypeError(`${name}: '${unknown}' is unknown; expected ${known.join(', ')}`);
}

function wrong(name: string, expected: string, got: unknown): TypeError {
  return new TypeError(`${name}: expected ${expected}, got ${inspect(got, { depth: 0 })}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
