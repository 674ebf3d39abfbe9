import type { HttpOptions } from '../../http/http-options';
import { checkAll, type Kind } from '../../checks/check';
import { aFunction, milliseconds, nonEmptyText, oneOf } from '../../checks/kinds';
import { isIdentifier } from './callback-name';
import type { JsonpScriptOptions } from './jsonp-call';
import { isTaken } from './page-callback';

/** Checks the options that only JSONP has. Throws a `TypeError` that names the option and the value. */
export function checkJsonpOptions(options: JsonpScriptOptions & Pick<HttpOptions, 'defaults'>): void {
  const { callbackName } = options;
  checkAll(options, {
    defaults: aFunction,
    contain: oneOf(true, false),
    callbackName: (value) =>
      !isIdentifier(value) ? 'an identifier without dots' : isTaken(value) && 'a name that does not exist in the page',
    callbackParam: (value, option) =>
      !(value === false && callbackName !== undefined) &&
      nonEmptyText(value, option) &&
      'a non-empty string, or false together with callbackName',
    timeout: milliseconds,
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
