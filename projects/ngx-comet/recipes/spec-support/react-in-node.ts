import { setImmediate } from 'node:timers';

// Import it before React. Its scheduler prefers `setImmediate`, which jsdom has not. Otherwise it would use a
// `MessageChannel` of Node, whose open port does not let the process end.
Object.defineProperty(globalThis, 'setImmediate', { value: setImmediate, configurable: true, writable: true });
