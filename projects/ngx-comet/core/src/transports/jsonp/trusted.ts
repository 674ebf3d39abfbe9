import type { JsonpTrustedTypePolicy } from './jsonp-options';
import { PushError } from '../../vocabulary/push-error';

interface TrustedTypesFactory {
  createPolicy(name: string, rules: Omit<JsonpTrustedTypePolicy, 'name'>): JsonpTrustedTypePolicy;
}

/** A name can be taken once only, as long as the page does not allow duplicates (Trusted Types, "Create a Trusted Type Policy"). */
const made = new Map<string, JsonpTrustedTypePolicy>();

const same = (input: string): string => input;

/**
 * Passes a string to a sink by way of the policy: `assign` gets what the policy made of it. Throws a `PushError` that names
 * the policy that is in the way.
 */
export function assignTrusted(
  kind: 'createHTML' | 'createScriptURL',
  input: string,
  option: string | JsonpTrustedTypePolicy | undefined,
  assign: (trusted: string) => void,
): void {
  const policy = typeof option === 'string' ? named(option) : option;
  let trusted: unknown = input;
  try {
    // Some policies are rules without a `this`; a real one needs it.
    if (policy !== undefined) trusted = policy[kind](input);
    assign(trusted as string);
  } catch (cause) {
    throw unsupported(
      policy === undefined
        ? `the page's Content-Security-Policy (require-trusted-types-for 'script') asks for the option trustedTypesPolicy`
        : `the Trusted Types policy ${JSON.stringify(policy.name)} refused (${kind}): ${String(cause)}`,
      cause,
    );
  }
}

/** Where the platform has no Trusted Types, no policy is needed. */
function named(name: string): JsonpTrustedTypePolicy | undefined {
  const factory = (globalThis as { trustedTypes?: TrustedTypesFactory }).trustedTypes;
  let policy = made.get(name);
  if (policy !== undefined || factory === undefined) return policy;
  try {
    policy = factory.createPolicy(name, { createHTML: same, createScriptURL: same });
  } catch (cause) {
    throw unsupported(
      `the page does not let the Trusted Types policy ${JSON.stringify(name)} be made: its Content-Security-Policy (trusted-types) ` +
        `must list the name, and nobody else may have taken it`,
      cause,
    );
  }
  made.set(name, policy);
  return policy;
}

function unsupported(message: string, cause: unknown): PushError {
  return new PushError('unsupported', message, { transient: false, transport: 'jsonp', cause });
}
