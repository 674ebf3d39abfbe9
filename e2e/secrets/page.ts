// What runs in the page: all inputs that try to make an error show a secret.
import { findLeaks } from '../../tools/browser/secrets/probe';

Object.assign(window, { findLeaks: () => findLeaks({ http: location.origin }) });

declare global {
  interface Window {
    readonly findLeaks: () => ReturnType<typeof findLeaks>;
  }
}
