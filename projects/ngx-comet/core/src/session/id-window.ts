/** Remembers an id. Returns false if the window contains it already. */
export type NoteId = (id: string) => boolean;

/** The most ids that a window holds. Its tables are allocated at once, so they need a bound. */
const MAX_SIZE = 1_000_000;
/** How many ids are copied at once. To copy them one by one takes five times as long. */
const BATCH = 16;
/** In characters: engines copy a substring up to this length themselves. */
const SHORT = 12;

/**
 * Remembers the latest ids in a ring, with a hash table of their places that costs half as much as a `Set`. The ids of
 * most feeds only grow. An id that is higher than all before it is new, and is not looked up. Such ids enter the table
 * only when an id arrives that is not higher.
 */
export function idWindow(wanted: number): NoteId {
  const size = Math.min(wanted, MAX_SIZE);
  const ids: string[] = [];
  // `first`: the first place of each bucket. `next`: for each place, the next one in its bucket. -1 = none. `buckets`:
  // the bucket of each place. The number of buckets is a power of two, so the last bits of a hash name its bucket.
  const first = new Int32Array(2 ** (33 - Math.clz32(size))).fill(-1);
  const next = new Int32Array(size);
  const buckets = new Int32Array(size);
  let at = 0;
  let highest = '';
  /** How many of the latest ids are not in the table yet. */
  let pending = 0;
  /** True if an id of this batch is longer than `SHORT`. */
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
      for (; pending > 0; pending--) enter((at - pending + size) % size);
      if (has(id)) return false;
    }
    if (ids.length === size && pending < size) forget(at);
    if (pending < size) pending++;
    ids[at] = id;
    at = at + 1 === size ? 0 : at + 1;
    if (id.length > SHORT) long = true;
    if (at % BATCH === 0 && long) {
      copyBatch(ids, at || size);
      long = false;
    }
    return true;
  };
}

/** An order of texts that sorts whole numbers by their value. */
function isHigher(id: string, than: string): boolean {
  return id.length === than.length ? id > than : id.length > than.length;
}

/** Copies the last batch of ids. Otherwise an id that is a substring of a text keeps the whole text in memory. */
function copyBatch(ids: string[], end: number): void {
  let place = Math.max(0, end - BATCH);
  const text = ids.slice(place, end).join('');
  for (let at = 0; place < end; place++) ids[place] = text.slice(at, (at += (ids[place] as string).length));
}

function hashOf(id: string): number {
  let hash = 0;
  for (let at = 0; at < id.length; at++) hash = (Math.imul(hash, 31) + id.charCodeAt(at)) | 0;
  return hash ^ (hash >>> 15);
}
