import { seeded } from '../../tools/browser/random.ts';

/** Everything that the delay of a client may depend on: a `Setback` and its own random number. */
export interface Moment {
  /** Which retry this would be; the first is 1. */
  attempt: number;
  /** Milliseconds since the client lost its connection. */
  elapsed: number;
  /** A random number in [0, 1), drawn anew each time. */
  random: number;
  /** The delay before the previous retry in milliseconds; 0 at the first. */
  previous: number;
  /** A random number in [0, 1) that the client drew once at its start. */
  own: number;
}

/** Milliseconds until a client's next attempt, or `undefined` when it gives up. */
export type Client = (moment: Moment) => number | undefined;

export interface Storm {
  /** How many clients lose their connections. */
  readonly clients: number;
  /** The capacity of the server per second. */
  readonly rate: number;
  /** What accepting a client takes of the capacity. */
  readonly acceptCost: number;
  /** What refusing a client takes of the capacity. */
  readonly refusalCost: number;
  /** The connections are lost evenly within this time, in milliseconds; 0 = all at once. */
  readonly within: number;
  /** The end of the simulation, in milliseconds. */
  readonly horizon: number;
}

export interface Outcome {
  /** Seconds until 99 % of the clients were back; `null` if they were not within the horizon. */
  readonly back99: number | null;
  /** The fraction of clients that were back at the end. */
  readonly back: number;
  /** Attempts in the worst second. */
  readonly peak: number;
  /** All attempts until all clients were back or the horizon was reached. */
  readonly attempts: number;
}

/**
 * Drops all clients, and lets them reconnect to one server. The server saves up to one second of capacity. A refusal
 * takes its cost from the same capacity, which may become negative. A client is refused if less than the cost of
 * accepting it is left. A response takes 1 ms.
 *
 * The simulation is a calendar queue with days of 1 ms: one list of entries per day, linked through typed arrays.
 * Clients without a random part in their delays that lose their connections in the same millisecond reconnect together.
 * They are one entry with many members, which gives the same result in less time.
 */
export function simulate(storm: Storm, client: Client, lockstep: boolean, seed = 1): Outcome {
  const { rate, acceptCost, refusalCost, within, horizon } = storm;
  const entries = lockstep ? Math.min(Math.max(1, within), storm.clients) : storm.clients;
  const random = seeded(seed);
  const share = storm.clients / entries;
  const members = Int32Array.from({ length: entries }, (_, n) => Math.round((n + 1) * share) - Math.round(n * share));
  const lostAt = Int32Array.from({ length: entries }, (_, n) => Math.floor((n * within) / entries));
  const attempt = new Uint16Array(entries);
  const previous = new Float64Array(entries);
  const own = Float64Array.from({ length: entries }, random);
  const first = new Int32Array(horizon + 1).fill(-1);
  const next = new Int32Array(entries);
  const perSecond = new Float64Array(Math.ceil(horizon / 1_000) + 1);
  const moment: Moment = { attempt: 0, elapsed: 0, random: 0, previous: 0, own: 0 };

  const wait = (entry: number, now: number): void => {
    moment.attempt = attempt[entry] = at(attempt, entry) + 1;
    moment.elapsed = now - at(lostAt, entry);
    moment.random = random();
    moment.previous = at(previous, entry);
    moment.own = at(own, entry);
    const delay = client(moment);
    if (delay === undefined) return;
    previous[entry] = delay;
    const day = now + Math.max(1, Math.round(delay));
    if (day > horizon) return;
    next[entry] = at(first, day);
    first[day] = entry;
  };

  for (let entry = 0; entry < entries; entry++) wait(entry, at(lostAt, entry));
  const enough = Math.ceil(storm.clients * 0.99);
  let capacity = 0;
  let back = 0;
  let attempts = 0;
  let back99: number | null = null;
  for (let now = 1; now <= horizon && back < storm.clients; now++) {
    capacity = Math.min(rate, capacity + rate / 1_000);
    let today = 0;
    for (let entry = at(first, now); entry >= 0;) {
      const after = at(next, entry);
      const came = at(members, entry);
      const taken = Math.min(came, Math.max(0, Math.floor(capacity / acceptCost)));
      const refused = came - taken;
      capacity -= taken * acceptCost + refused * refusalCost;
      today += came;
      back += taken;
      members[entry] = refused;
      if (refused > 0) wait(entry, now);
      entry = after;
    }
    attempts += today;
    const second = Math.floor((now - 1) / 1_000);
    perSecond[second] = at(perSecond, second) + today;
    if (back99 === null && back >= enough) back99 = now / 1_000;
  }
  return { back99, back: back / storm.clients, peak: perSecond.reduce((most, one) => Math.max(most, one)), attempts };
}

/** Seconds in which the server accepts 99 % if it is always busy and never refuses. */
export function idealOf({ clients, rate, acceptCost }: Storm): number {
  return (0.99 * clients * acceptCost) / rate;
}

/**
 * The mean time in seconds that a single client stays disconnected after the server has come back from an outage;
 * `null` if some have given up by then. The outage varies by a fifth of the given milliseconds, up or down. Otherwise the
 * multiples of a fixed delay would distort the result.
 */
export function lateness(outage: number, client: Client, trials: number): number | null {
  const random = seeded(2);
  let sum = 0;
  for (let trial = 0; trial < trials; trial++) {
    const moment: Moment = { attempt: 0, elapsed: 0, random: 0, previous: 0, own: random() };
    const end = outage * (0.8 + 0.4 * random());
    while (moment.elapsed < end) {
      moment.attempt++;
      moment.random = random();
      const delay = client(moment);
      if (delay === undefined) return null;
      moment.previous = delay;
      moment.elapsed += Math.max(1, delay);
    }
    sum += moment.elapsed - end;
  }
  return sum / trials / 1_000;
}

function at(array: ArrayLike<number>, index: number): number {
  return array[index] ?? NaN;
}
