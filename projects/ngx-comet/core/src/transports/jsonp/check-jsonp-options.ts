import { checkAll, type Kind } from '../../checks/check';
import { milliseconds, nonEmptyText, oneOf } from '../../checks/kinds';
import type { JsonpScriptOptions } from './jsonp-call';

/** Checks the options that only JSONP has. Throws a `TypeError` that names the option and the value. */
export function checkJsonpOptions(options: JsonpScriptOptions): void {
  checkAll(options, {
    callbackParam: nonEmptyText,
    timeout: milliseconds,
    contain: oneOf(true, false),
    nonce: nonEmptyText,
    trustedTypesPolicy: policy,
  });
}

const policy: Kind = (value, option) => {
  if (typeof value !== 'object') return nonEmptyText(value, option);
  const { createHTML, createScriptURL } = (value ?? {}) as Record<string, unknown>;
  return (
    !(typeof createHTML === 'function' && typeof createScriptURL === 'function') &&
    'the name of a policy or a TrustedTypePolicy'
  );
};
