import type { JsonpTrustedTypePolicy } from './jsonp-options';
import { shorten } from '../../platform/shorten';
import { refusal } from './frame-refusal';

interface TrustedTypesFactory {
  createPolicy(name: string, rules: Omit<JsonpTrustedTypePolicy, 'name'>): JsonpTrustedTypePolicy;
}

/** The name of the policy for a page that requires one, if no option names it. */
const OWN = 'ngx-comet';

/**
 * A policy can be made only once per name unless the page allows duplicates (Trusted Types, "Create a Trusted Type
 * Policy").
 */
const made = new Map<string, JsonpTrustedTypePolicy>();

/** The string that a call is about to assign. A policy that is made here accepts no other. */
let asked: string | undefined;

function only(input: string): string {
  if (input !== asked) throw new TypeError('the string is not of a JSONP call');
  return input;
}

/**
 * Passes a string through the policy, and calls `assign` with the result. `assign` returns what the element has then.
 * Throws a `PushError` that names the policy that blocks it.
 */
export function assignTrusted(
  kind: 'createHTML' | 'createScriptURL',
  input: string,
  option: string | JsonpTrustedTypePolicy | undefined,
  assign: (trusted: string) => string,
): void {
  let policy: JsonpTrustedTypePolicy;
  if (typeof option === 'object') {
    policy = option;
  } else {
    const factory = (globalThis as { trustedTypes?: TrustedTypesFactory }).trustedTypes;
    if (factory === undefined) return void assign(input);
    // Only by refusing a string does a page tell that it requires Trusted Types. A `default` policy may also change it.
    if (option === undefined && !made.has(OWN) && accepts(input, assign)) return;
    policy = named(option ?? OWN, factory);
  }
  asked = input;
  try {
    // Called as a method, because a real policy needs its `this`.
    assign(policy[kind](input) as string);
  } catch (cause) {
    throw refusal(
      'unsupported',
      `the Trusted Types policy ${JSON.stringify(policy.name)} failed (${kind}): ${shorten(cause)}`,
      cause,
    );
  } finally {
    asked = undefined;
  }
}

function accepts(input: string, assign: (trusted: string) => string): boolean {
  try {
    return assign(input) === input;
  } catch {
    return false;
  }
}

/** Returns the policy with this name. */
function named(name: string, factory: TrustedTypesFactory): JsonpTrustedTypePolicy {
  let policy = made.get(name);
  if (policy === undefined) {
    try {
      policy = factory.createPolicy(name, { createHTML: only, createScriptURL: only });
    } catch (cause) {
      throw refusal(
        'unsupported',
        `the page's Content-Security-Policy (require-trusted-types-for 'script', trusted-types) allows no Trusted Types ` +
          `policy ${JSON.stringify(name)}: add the name to trusted-types, if no other script has made it, or set the ` +
          `option trustedTypesPolicy`,
        cause,
      );
    }
    made.set(name, policy);
  }
  return policy;
}
