import { withStorage } from '../platform/storage';
import type { TransportName } from '../vocabulary/transport-name';

const PREFIX = 'ngx-comet.route.';
/** Networks change, so a route that worked yesterday gets no preference. */
const EXPIRES = 24 * 60 * 60 * 1_000;

/** Remembers in `localStorage` which route worked, so that the next visit starts with it. */
export class RouteMemory {
  readonly #key: string | undefined;
  readonly #now: () => number;

  constructor(name: string | undefined, now: () => number) {
    this.#key = name === undefined ? undefined : PREFIX + name;
    this.#now = now;
  }

  recall(): TransportName | undefined {
    const [transport, at] = this.#use((storage, key) => storage.getItem(key))?.split('@') ?? [];
    const age = this.#now() - Number(at);
    return age >= 0 && age < EXPIRES ? (transport as TransportName) : undefined;
  }

  keep(transport: TransportName): void {
    this.#use((storage, key) => {
      storage.setItem(key, `${transport}@${this.#now()}`);
    });
  }

  forget(): void {
    this.#use((storage, key) => {
      storage.removeItem(key);
    });
  }

  #use<R>(action: (storage: Storage, key: string) => R): R | undefined {
    const key = this.#key;
    return key === undefined ? undefined : withStorage((storage) => action(storage, key));
  }
}
