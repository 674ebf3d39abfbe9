import { own } from './own';
import type { TabMessage } from './tab-message';

type Shape = (value: unknown) => boolean;

/** How long the name of a tab or a term may be. */
const LONGEST_NAME = 100;

const text: Shape = (value) => typeof value === 'string';
const name: Shape = (value) => typeof value === 'string' && value.length <= LONGEST_NAME;
const maybeText: Shape = (value) => value === undefined || typeof value === 'string';
const flag: Shape = (value) => typeof value === 'boolean';
const count: Shape = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const number: Shape = (value) => typeof value === 'number' && !Number.isNaN(value);
const anything: Shape = () => true;
const maybe =
  (shape: Shape): Shape =>
  (value) =>
    value === undefined || shape(value);
const listOf =
  (shape: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(shape);
const object =
  (shapes: Readonly<Record<string, Shape>>): Shape =>
  (value) => {
    if (typeof value !== 'object' || value === null) return false;
    // What other code added to `Object.prototype` is no part of it.
    const known = own(value) as Readonly<Record<string, unknown>>;
    return Object.entries(shapes).every(([key, shape]) => shape(known[key]));
  };
/** An object with a `kind`, which decides about the rest. */
const byKind =
  (shapes: Readonly<Record<string, Readonly<Record<string, Shape>>>>): Shape =>
  (value) => {
    if (!object({ kind: text })(value)) return false;
    const { kind } = value as { readonly kind: string };
    return Object.hasOwn(shapes, kind) && object(shapes[kind] ?? {})(value);
  };
const oneOf =
  (...values: readonly unknown[]): Shape =>
  (value) =>
    values.includes(value);

function stateShape(error: Shape): Shape {
  const header: Shape = (value) => Array.isArray(value) && value.length === 2 && value.every(text);
  const response = object({ status: number, url: text, headers: listOf(header) });
  const event = byKind({
    connecting: { transport: text, attempt: number },
    open: {
      transport: text,
      continuity: oneOf('first', 'resumed', 'gap', 'unknown'),
      key: maybeText,
      response: maybe(response),
      protocol: maybeText,
    },
    lost: { transport: text, error, retryIn: number },
    paused: { reason: text },
    comment: { text },
  });
  return object({
    events: listOf(event),
    epoch: count,
    gaps: count,
    forgotAt: count,
    place: count,
    sends: flag,
  });
}

/** Made at the first message: calls at the top of a module would stay in bundles that do not use it. */
function shapes(): Shape {
  const error: Shape = (value) =>
    object({ code: maybeText, message: text })(value) &&
    ((value as { readonly code: unknown }).code === undefined || object({ details: object({}) })(value));
  const message = object({ event: text, id: maybeText, transport: text });
  const dated = object({ message, at: number, lost: maybe(error) });
  const place = object({ id: maybeText, at: number });
  const state = stateShape(error);
  const fromTab = { tab: name, term: name };

  const SHAPES: Readonly<Record<TabMessage<unknown>['kind'], Readonly<Record<string, Shape>>>> = {
    hello: { tab: name, after: maybe(place), last: flag },
    missed: { ...fromTab, after: count },
    tail: {
      ...fromTab,
      number: count,
      last: maybeText,
      at: number,
      messages: listOf(dated),
      gap: flag,
      exact: flag,
      state: maybe(state),
    },
    lead: { ...fromTab, after: maybeText },
    ask: { ...fromTab, after: place },
    older: { ...fromTab, messages: listOf(dated) },
    message: { term: name, number: count, dated },
    complete: { term: name },
    error: { term: name, error },
    ping: {},
    silent: { term: name },
    pong: { term: name },
    state: { term: name, number: count, state },
    send: { ...fromTab, sender: name, epoch: count, number: count, payload: anything },
    taken: { sender: name, term: name, number: count },
    flushed: { sender: name, term: name, number: count },
    ready: { term: name },
    channel: { ...fromTab, epoch: count, name: text, how: oneOf('subscribe', 'unsubscribe') },
    bye: { tab: name },
    yield: { term: name },
    reconnect: {},
    forget: {},
    forgotten: { at: count },
  };
  return byKind(SHAPES);
}

let shapeOf: Shape | undefined;

/**
 * Whether a message on the channel has the shape of one of this library. Any code of the origin can send there: other
 * pages, extensions, other libraries.
 */
export function isTabMessage<T>(value: unknown): value is TabMessage<T> {
  shapeOf ??= shapes();
  return shapeOf(value);
}
