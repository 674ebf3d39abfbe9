import type { Promised } from './promises.ts';
import type { Given, Seen, Story } from './story.ts';

/** What is wrong with a cell, one sentence each; empty if all that is promised was seen. */
export function judge(story: Story, promise: Promised): readonly string[] {
  if (story.hits === 0) return ['the fault never happened'];
  return [
    ...wrongCodes(story.seen, promise),
    ...(promise.ends === undefined ? wrongNumbers(story) : []),
    ...wrongReceived(story),
    ...wrongSent(story),
    ...late(story, promise),
    ...leftBehind(story),
  ];
}

function wrongCodes(seen: readonly Seen[], { codes, lost, ends, statuses }: Promised): string[] {
  const losses = seen.filter((each) => each.kind === 'lost');
  const wrong = new Set(losses.filter(({ code }) => !codes.includes(code)).map(({ code }) => code));
  const found = [...wrong].map((code) => `lost with ${code}, promised is ${codes.join(' or ') || 'no loss'}`);
  if (lost === 'must' && losses.length === 0) found.push(`no loss was reported, promised is ${codes.join(' or ')}`);
  for (const { code, status } of losses)
    if (code === 'http' && statuses !== undefined && !statuses.includes(status ?? 0))
      found.push(`status ${status}, promised is ${statuses.join(' or ')}`);
  const end = seen.find(({ kind }) => kind === 'error' || kind === 'complete');
  if (ends === undefined && end !== undefined)
    found.push(end.kind === 'error' ? `the stream ended with ${end.code}` : 'the stream completed');
  if (ends !== undefined && (end?.kind !== 'error' || end.code !== ends))
    found.push(
      `promised is an end with ${ends}, seen was ${end?.kind === 'error' ? end.code : (end?.kind ?? 'no end')}`,
    );
  return found;
}

/** Each number once and in order, or a gap that was reported before the message after it. */
function wrongNumbers({ seen, sent }: Story): string[] {
  const found: string[] = [];
  let last: number | undefined;
  let gap = false;
  let resumed = false;
  for (const each of seen) {
    if (each.kind === 'open') {
      gap ||= each.continuity === 'gap';
      resumed = each.continuity === 'resumed';
    }
    if (each.kind !== 'message') continue;
    if (last !== undefined && each.seq !== last + 1 && !gap)
      found.push(`${each.seq} came after ${last}, with no gap reported`);
    if (last !== undefined && each.seq > last + 1 && resumed)
      found.push(`"resumed" was reported, and ${each.seq} came after ${last}`);
    last = each.seq;
    gap = resumed = false;
  }
  if (last === undefined) return ['no message arrived'];
  const end = sent.at(-1);
  // Another connection's message may come last.
  const own = seen.filter((each) => each.kind === 'message' && sent.includes(each.seq)).at(-1);
  if (own?.kind !== 'message' || own.seq !== end) found.push(`the last message was ${last} of ${end}`);
  return found;
}

/** A command that was given is sent once or not at all: never over a second connection. */
function wrongReceived({ given, received }: Story): string[] {
  const known = new Set(given.map((each) => each.given));
  const arrived = new Set<number>();
  for (const each of received) {
    if (!known.has(each.given) || arrived.has(each.given))
      return [`the server received ${each.given} twice, or something that the client did not send`];
    arrived.add(each.given);
  }
  return [];
}

/**
 * A command may only be missing, with no report of it, if a connection had taken it that was lost before the next command
 * arrived: TCP does not tell what of its last bytes arrived.
 */
function wrongSent({ given, received, unsent, seen }: Story): string[] {
  const arrived = new Map(received.map((each) => [each.given, each.seq]));
  const found: string[] = [];
  let missing: Given[] = [];
  for (const each of given) {
    const seq = arrived.get(each.given);
    if (seq === undefined && !unsent.includes(each.given)) missing.push(each);
    if (seq === undefined) continue;
    if (missing.length > 0 && !lostBetween(missing.at(-1)?.at ?? 0, seq, seen)) found.push(silently(missing));
    missing = [];
  }
  if (missing.length > 0) found.push(silently(missing));
  return found;
}

function silently(missing: readonly Given[]): string {
  return `the server did not receive ${missing.map((each) => each.given).join(', ')}, with no report`;
}

/** Whether a connection was lost after this time, and before this message arrived. */
function lostBetween(from: number, seq: number, seen: readonly Seen[]): boolean {
  const place = seen.findIndex((each) => each.kind === 'message' && each.seq === seq);
  return seen.slice(0, place < 0 ? undefined : place).some(({ kind, at }) => kind === 'lost' && at >= from);
}

function late(story: Story, { within, ends }: Promised): string[] {
  const took = ends === undefined ? recovery(story) - story.stolen : 0;
  return took > within ? [`recovered after ${Math.round(took)} ms, promised are ${Math.round(within)} ms`] : [];
}

function leftBehind({ left: { connections, followers } }: Story): string[] {
  const found: string[] = [];
  if (connections > 0) found.push(`${connections} connections were left open`);
  if (followers > 0) found.push(`the server still had ${followers} followers`);
  return found;
}

/** Milliseconds from the end of the fault to the first message after it. */
export function recovery({ seen, over }: Story): number {
  const next = seen.find(({ kind, at }) => kind === 'message' && at >= over);
  return next === undefined ? Infinity : next.at - over;
}
