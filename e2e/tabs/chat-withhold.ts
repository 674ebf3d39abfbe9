/** What a browser may lack or forbid, by the name that the address of a page gives. */
const WITHHELD: Readonly<Record<string, () => void>> = {
  nothing: () => undefined,
  'Web Locks': () => Object.defineProperty(Navigator.prototype, 'locks', { value: undefined }),
  'permission for Web Locks': () => {
    LockManager.prototype.request = () => Promise.reject(new DOMException('denied', 'SecurityError'));
  },
  'Web Locks that work': () => {
    LockManager.prototype.request = () => {
      throw new DOMException('denied', 'SecurityError');
    };
  },
  BroadcastChannel: () => Reflect.deleteProperty(window, 'BroadcastChannel'),
  'permission for BroadcastChannel': () => {
    window.BroadcastChannel = class extends EventTarget {
      constructor() {
        super();
        throw new DOMException('denied', 'SecurityError');
      }
    } as unknown as typeof BroadcastChannel;
  },
  'room in the storage': () => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  },
  'permission for the storage': () =>
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    }),
};

/** Without these a tab knows nothing of the others. */
export const WITHHELD_ALONE = [
  'Web Locks',
  'permission for Web Locks',
  'Web Locks that work',
  'BroadcastChannel',
  'permission for BroadcastChannel',
];

/** Takes something away from this page before its scripts use it. */
export function withhold(what: string): void {
  const take = WITHHELD[what];
  if (take === undefined) throw new TypeError(`nothing is known as ${what}`);
  take();
}
