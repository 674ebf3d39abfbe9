import { setImmediate } from 'node:timers';

// React works in tasks of `setImmediate` where it finds one, and otherwise of a `MessageChannel`, which it never closes
// and which keeps Node running. This must be imported before React.
Object.assign(globalThis, { setImmediate });
