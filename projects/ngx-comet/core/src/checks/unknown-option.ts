import { shorten } from '../platform/shorten';

/** What other libraries call an option, in small letters, and what has its effect here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  withcredentials: "credentials: 'include'",
  reconnect: 'retry',
  reconnectinterval: 'retry',
  maxretries: 'retry: schedule(defaultRetry(), upTo(3))',
  lasteventid: 'resume.from',
  heartbeattimeout: 'idleTimeout',
  pollinginterval: 'interval',
  params: 'query',
  deserializer: 'decode',
  serializer: 'encode',
  onmessage: 'subscribe()',
  onopen: "observe: 'events'",
  onclose: "observe: 'events'",
  onerror: "observe: 'events'",
  signal: 'unsubscribe()',
  observe: 'data$, messages$ or events$ of the connection',
};
/** The most letters that may differ between a name and the option that it was meant to be. */
const FAR = 3;
/** If there are no more options than this, all of them are named. */
const FEW = 8;

/** Throws a `TypeError` for an option that is not known, and names the one that was probably meant. */
export function unknownOption(caller: string, name: string, known: readonly string[], prefix = ''): never {
  const meant = suggestion(shorten(name).toLowerCase(), known, prefix);
  const few = known.length > FEW ? '' : ` It takes ${known.map((one) => prefix + one).join(', ')}.`;
  const help = meant === undefined ? few : ` Did you mean ${meant}?`;
  throw new TypeError(`${caller}: unknown option ${JSON.stringify(prefix + shorten(name))}.${help}`);
}

function suggestion(name: string, known: readonly string[], prefix: string): string | undefined {
  const elsewhere = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined;
  // `resume.from` and `credentials: 'include'` help only where the option itself is known.
  const option = /^(\w+)(?:$|[.:])/.exec(elsewhere ?? '')?.[1];
  if (elsewhere !== undefined && (option === undefined || known.includes(option))) {
    return elsewhere === option ? `"${option}"` : elsewhere;
  }
  let nearest: string | undefined;
  let least = Math.min(FAR, Math.floor(name.length / 2)) + 1;
  for (const one of known) {
    const far = distance(name, one.toLowerCase());
    if (far < least) [nearest, least] = [one, far];
  }
  return nearest && `"${prefix}${nearest}"`;
}

/** How many letters must be inserted, removed or replaced to make one text of the other (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, length) => length);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    row.slice(1).forEach((removed, at) => {
      const replaced = (row[at] as number) + (letter === to[at] ? 0 : 1);
      next.push(Math.min(removed + 1, (next[at] as number) + 1, replaced));
    });
    row = next;
  }
  return row[to.length] as number;
}
