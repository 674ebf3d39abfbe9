// Streams that stay open after their last message.
import { CLIENTS } from '../costs-support/clients.ts';

/** How long one message may take, in milliseconds. */
const PATIENCE = 1;

let leave: (() => void) | undefined;

/** Resolves with the number of messages that came in order, when all did, or when too much time has passed. */
function hold(name: string, feed: string, messages: number): Promise<number> {
  const client = CLIENTS[name];
  if (client === undefined) throw new Error(`there is no client called ${name}`);
  return new Promise((resolve) => {
    let next = 0;
    const timer = setTimeout(() => resolve(next), 30_000 + messages * PATIENCE);
    leave = client(feed, ({ n }) => {
      if (n !== next || ++next !== messages) return;
      clearTimeout(timer);
      resolve(next);
    });
  });
}

Object.assign(window, { memory: { hold, leave: () => leave?.() } satisfies Window['memory'] });

declare global {
  interface Window {
    memory: {
      hold(name: string, feed: string, messages: number): Promise<number>;
      leave(): void;
    };
  }
}
