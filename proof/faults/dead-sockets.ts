import { FaultProxy, type Fault } from '../../tools/fault-proxy/fault-proxy.ts';
import { milliseconds, type ProofRow } from '../../tools/proof/table.ts';
import type { World } from './cell.ts';
import type { Place } from './matrix.ts';
import type { OpenPage } from './page/chromium.ts';

/** Within this time a cell expects that a connection is closed, in milliseconds. */
const SOON = 4_000;
/** Longer than any platform waits for the close frame of a peer, in milliseconds. */
const LONG = 75_000;
const LOOK = 20;

type OpenSocket = OpenPage['openSocket'];

/** What a platform's own WebSocket, without the library, does after `close()` while the peer says nothing. */
export interface DeadSockets {
  /** Whether it keeps its connection for longer than a cell waits. No standard API ends it sooner. */
  readonly kept: Promise<boolean>;
  /** Ends when it is closed, in the full form after a minute. */
  readonly rows: Promise<readonly ProofRow[]>;
}

const PEERS: readonly { readonly name: string; readonly fault: Fault }[] = [
  { name: 'black hole', fault: { kind: 'black-hole' } },
  { name: 'half-open, server gone', fault: { kind: 'half-open', gone: 'server' } },
];

export const openSocketHere: OpenSocket = async (url) => {
  const socket = new WebSocket(url);
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  return async () => socket.close(1000);
};

export function closeDeadSockets(
  { port }: World,
  place: Place,
  openSocket: OpenSocket,
  form: 'short' | 'full',
): DeadSockets {
  const controls = PEERS.map(({ name, fault }) => {
    const limit = form === 'full' ? LONG : SOON;
    const closing = closed(port, openSocket, fault, limit);
    return { soon: closing.soon, row: closing.after.then((after) => rowOf(place, name, after, limit)) };
  });
  return {
    kept: Promise.all(controls.map(({ soon }) => soon)).then((each) => each.includes(false)),
    rows: Promise.all(controls.map(({ row }) => row)),
  };
}

function rowOf(place: Place, name: string, after: number | undefined, limit: number): ProofRow {
  const seen = after === undefined ? `open after ${milliseconds(limit)}` : `closed after ${milliseconds(after)}`;
  const cells = [`the WebSocket of ${place}`, `${name}, then close()`, 'idle', seen, '', ''];
  return after !== undefined && after < SOON
    ? { cells, outcome: 'held' }
    : { cells, outcome: 'explained', why: 'a control without the library; no API of the platform ends it sooner' };
}

/** Whether it is closed soon, and after how many milliseconds it is; `undefined`: not within the limit. */
function closed(
  port: number,
  openSocket: OpenSocket,
  fault: Fault,
  limit: number,
): { readonly soon: Promise<boolean>; readonly after: Promise<number | undefined> } {
  const proxy = new FaultProxy({ to: { port } });
  const open = (): boolean => proxy.stats().open > 0;
  const began = (async () => {
    const { host } = await proxy.listen();
    const close = await openSocket(`ws://${host}/feeds/control/websocket`);
    proxy.set({ fault, at: { phase: 'now' } });
    await close();
    return performance.now();
  })();
  const until = async (most: number): Promise<number | undefined> => {
    const from = await began;
    while (open() && performance.now() - from < most) await new Promise((resolve) => setTimeout(resolve, LOOK));
    return open() ? undefined : performance.now() - from;
  };
  const soon = until(SOON).then((after) => after !== undefined);
  const after = soon.then(() => until(limit)).finally(() => proxy.close());
  return { soon, after };
}
