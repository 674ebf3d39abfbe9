import type { JsonpTrustedTypePolicy } from './jsonp-options';
import { PushError } from '../../vocabulary/push-error';
import { shorten } from '../../platform/shorten';

interface TrustedTypesFactory {
  createPolicy(name: string, rules: Omit<JsonpTrustedTypePolicy, 'name'>): JsonpTrustedTypePolicy;
}

/**
 * A policy can be made only once per name unless the page allows duplicates (Trusted Types, "Create a Trusted Type
 * Policy").
 */
const made = new Map<string, JsonpTrustedTypePolicy>();

const same = (input: string): string => input;

/**
 * Passes a string through the policy, and calls `assign` with the result. Throws a `PushError` that names the policy
 * that blocks it.
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
    // Called as a method, because a real policy needs its `this`.
    if (policy !== undefined) trusted = policy[kind](input);
    assign(trusted as string);
  } catch (cause) {
    throw unsupported(
      policy === undefined
        ? `the page's Content-Security-Policy (require-trusted-types-for 'script') requires the option trustedTypesPolicy`
        : `the Trusted Types policy ${JSON.stringify(policy.name)} failed (${kind}): ${shorten(cause)}`,
      cause,
    );
  }
}

/**
 * Returns the policy with this name. Returns `undefined` if the platform has no Trusted Types: then no policy is
 * needed.
 */
function named(name: string): JsonpTrustedTypePolicy | undefined {
  const factory = (globalThis as { trustedTypes?: TrustedTypesFactory }).trustedTypes;
  let policy = made.get(name);
  if (policy !== undefined || factory === undefined) return policy;
  try {
    policy = factory.createPolicy(name, { createHTML: same, createScriptURL: same });
  } catch (cause) {
    throw unsupported(
      `cannot make the Trusted Types policy ${JSON.stringify(name)}: the page's Content-Security-Policy ` +
        `(trusted-types) must list the name, and the name must be unused`,
      cause,
    );
  }
  made.set(name, policy);
  return policy;
}

function unsupported(message: string, cause: unknown): PushError {
  return new PushError('unsupported', message, { transient: false, transport: 'jsonp', cause });
}
