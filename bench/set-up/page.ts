// What it costs to begin and to end.
import { CLIENTS } from '../costs-support/clients.ts';

const clientOf = (name: string): (typeof CLIENTS)[string] => {
  const client = CLIENTS[name];
  if (client === undefined) throw new Error(`there is no client called ${name}`);
  return client;
};

/** A first message that takes longer ends the run, in milliseconds. */
const PATIENCE = 30_000;

/** Resolves with the milliseconds from the call to the first message, of each time, one after the other. */
async function first(name: string, feed: string, times: number): Promise<number[]> {
  const client = clientOf(name);
  const taken: number[] = [];
  while (taken.length < times) {
    const began = performance.now();
    const leave = await new Promise<() => void>((resolve, reject) => {
      let done = false;
      const timer = setTimeout(() => reject(new Error(`${name}: no message came`)), PATIENCE);
      const stop = client(feed, () => {
        if (done) return;
        done = true;
        clearTimeout(timer);
        taken.push(performance.now() - began);
        // The first message may come before the client has returned.
        setTimeout(() => resolve(stop));
      });
    });
    leave();
  }
  return taken;
}

/** Connects and disconnects at once so often. Resolves when a connection after all of them has its first message. */
async function churn(name: string, feed: string, times: number): Promise<void> {
  const client = clientOf(name);
  for (let i = 0; i < times; i++) client(feed, () => undefined)();
  await first(name, feed, 1);
}

Object.assign(window, { setUp: { first, churn } satisfies Window['setUp'] });

declare global {
  interface Window {
    setUp: {
      first(name: string, feed: string, times: number): Promise<number[]>;
      churn(name: string, feed: string, times: number): Promise<void>;
    };
  }
}
