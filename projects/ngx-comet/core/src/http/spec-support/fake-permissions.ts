/** The permissions of a page in a secure context. A name that is not given is unknown to the browser. */
export class FakePermissions {
  /** The names of the permissions that were queried. */
  readonly asked: string[] = [];
  readonly states: Record<string, PermissionState>;

  constructor(states: Record<string, PermissionState>) {
    this.states = states;
    define(globalThis, 'isSecureContext', true);
    define(globalThis.navigator, 'permissions', {
      query: ({ name }: { name: string }) => {
        this.asked.push(name);
        const state = this.states[name];
        // As in a browser (Permissions §6.2, "query").
        return state === undefined ? Promise.reject(new TypeError(`${name} is unknown`)) : Promise.resolve({ state });
      },
    });
  }

  remove(): void {
    Reflect.deleteProperty(globalThis, 'isSecureContext');
    Reflect.deleteProperty(globalThis.navigator, 'permissions');
  }
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true });
}
