/** Notes an id; false if it was there already. */
export type NoteId = (id: string) => boolean;

/** It is made whole at once, so it is bounded whatever is asked for. */
const MOST = 1_000_000;
/** How many ids are copied at once: one by one it would take five times as long. */
const BATCH = 16;
/** What the engines copy at once when it is cut out of a text, in characters. */
const SHORT = 12;

/**
 * Remembers the latest ids: a ring of them, and a hash table of places in the ring that costs half as much as a `Set`. The ids of
 * most feeds only grow: what is higher than all before it is new, and goes into the table when one comes that is not.
 */
export function idWindow(wanted: number): NoteId {
  const size = Math.min(wanted, MOST);
  const ids: string[] = [];
  // For each bucket its first place, for each place the next one of its bucket, -1 = none; and the bucket of each place.
  // The number of buckets is a power of two, so that a bucket is the end of a hash.
  const first = new Int32Array(2 ** (33 - Math.clz32(size))).fill(-1);
  const next = new Int32Array(size);
  const buckets = new Int32Array(size);
  let at = 0;
  let highest = '';
  /** How many of the latest are not in the table. */
  let loose = 0;
  /** Whether any of this batch is long. */
  let long = false;

  const bucketOf = (id: string): number => hashOf(id) & (first.length - 1);

  const has = (id: string): boolean => {
    let place = first[bucketOf(id)] as number;
    while (place >= 0 && ids[place] !== id) place = next[place] as number;
    return place >= 0;
  };

  const enter = (place: number): void => {
    const bucket = bucketOf(ids[place] as string);
    buckets[place] = bucket;
    next[place] = first[bucket] as number;
    first[bucket] = place;
  };

  const forget = (place: number): void => {
    const bucket = buckets[place] as number;
    let other = first[bucket] as number;
    if (other === place) {
      first[bucket] = next[place] as number;
      return;
    }
    while (next[other] !== place) other = next[other] as number;
    next[other] = next[place] as number;
  };

  return (id) => {
    if (isHigher(id, highest)) highest = id;
    else {
      for (; loose > 0; loose--) enter((at - loose + size) % size);
      if (has(id)) return false;
    }
    if (ids.length === size && loose < size) forget(at);
    if (loose < size) loose++;
    ids[at] = id;
    at = at + 1 === size ? 0 : at + 1;
    if (id.length > SHORT) long = true;
    if (at % BATCH === 0 && long) {
      cutLoose(ids, at || size);
      long = false;
    }
    return true;
  };
}

/** An order in which numbers come as they count. */
function isHigher(id: string, than: string): boolean {
  return id.length === than.length ? id > than : id.length > than.length;
}

/** An id that was cut out of a text keeps the whole text in memory, so a thousand ids would keep a thousand of them. */
function cutLoose(ids: string[], end: number): void {
  let place = Math.max(0, end - BATCH);
  const text = ids.slice(place, end).join('');
  for (let at = 0; place < end; place++) ids[place] = text.slice(at, (at += (ids[place] as string).length));
}

function hashOf(id: string): number {
  let hash = 0;
  for (let at = 0; at < id.length; at++) hash = (Math.imul(hash, 31) + id.charCodeAt(at)) | 0;
  return hash ^ (hash >>> 15);
}
