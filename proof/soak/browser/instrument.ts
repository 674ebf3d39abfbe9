// Must be imported first: counts what the page itself keeps, before any other script takes the functions.
const timers = new Set<unknown>();
const channels = new Set<BroadcastChannel>();

/** Errors that nobody caught in the page itself. What a script in a frame throws, such as half an answer of JSONP, is none. */
export const errors: string[] = [];

export interface Counts {
  readonly timers: number;
  readonly channels: number;
  /** Web Locks that are held or waited for, of all tabs. */
  readonly locks: number;
}

export async function counts(): Promise<Counts> {
  const { held = [], pending = [] } = await navigator.locks.query();
  return { timers: timers.size, channels: channels.size, locks: held.length + pending.length };
}

function countTimers(): void {
  const { setTimeout: set, clearTimeout: clear, setInterval: repeat, clearInterval: end } = window;
  Object.assign(window, {
    setTimeout: (handler: () => void, ms?: number, ...args: readonly unknown[]): number => {
      const fire = (): void => {
        timers.delete(id);
        Reflect.apply(handler, window, args);
      };
      const id = set(fire, ms);
      timers.add(id);
      return id;
    },
    setInterval: (...timer: Parameters<typeof repeat>): number => {
      const id = repeat(...timer);
      timers.add(id);
      return id;
    },
    clearTimeout: (id: number | undefined): void => {
      timers.delete(id);
      clear(id);
    },
    clearInterval: (id: number | undefined): void => {
      timers.delete(id);
      end(id);
    },
  });
}

function countChannels(): void {
  const Channel = window.BroadcastChannel;
  window.BroadcastChannel = class extends Channel {
    constructor(name: string) {
      super(name);
      channels.add(this);
    }
    override close(): void {
      channels.delete(this);
      super.close();
    }
  };
}

countTimers();
countChannels();
window.addEventListener('error', ({ message }) => {
  errors.push(message);
});
window.addEventListener('unhandledrejection', ({ reason }) => {
  errors.push(String(reason));
});
