import { shorten } from '../platform/shorten';

/** What other libraries call an option, in small letters. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  withcredentials: 'credentials',
  reconnect: 'retry',
  reconnectinterval: 'retry',
  maxretries: 'retry',
  lasteventid: 'resume',
  heartbeattimeout: 'idleTimeout',
  params: 'query',
  deserializer: 'decode',
};
/** The most letters that may differ between a name and the option that it was meant to be. */
const FAR = 3;
/** If there are no more options than this, all of them are named. */
const FEW = 8;

/** Throws a `TypeError` for an option that is not known, and names the one that was probably meant. */
export function unknownOption(caller: string, name: string, known: readonly string[], prefix = ''): never {
  const given = shorten(name);
  const meant = nearest(given.toLowerCase(), known);
  const few = known.length > FEW ? '' : ` It takes ${known.map((one) => prefix + one).join(', ')}.`;
  const help = meant === undefined ? few : ` Did you mean "${prefix}${meant}"?`;
  throw new TypeError(`${caller}: unknown option ${JSON.stringify(prefix + given)}.${help}`);
}

function nearest(name: string, known: readonly string[]): string | undefined {
  let meant = known.find((one) => Object.hasOwn(ELSEWHERE, name) && ELSEWHERE[name] === one);
  let least = meant === undefined ? Math.min(FAR, Math.floor(name.length / 2)) + 1 : 0;
  for (const one of known) {
    const far = distance(name, one.toLowerCase());
    if (far < least) [meant, least] = [one, far];
  }
  return meant;
}

/** How many letters must be inserted, removed or replaced to make one text of the other (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from(`0${to}`, (_, length) => length);
  for (const letter of from) {
    let [corner = 0] = row;
    let left = corner;
    row = row.map((above, at) => {
      left = at === 0 ? above + 1 : Math.min(above + 1, left + 1, corner + (letter === to[at - 1] ? 0 : 1));
      corner = above;
      return left;
    });
  }
  return row[to.length] ?? Infinity;
}
