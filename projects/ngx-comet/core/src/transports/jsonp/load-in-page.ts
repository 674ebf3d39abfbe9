import { Subscription } from 'rxjs';
import { timeLimit } from '../../platform/time-limit';
import type { JsonpCall } from './jsonp-call';
import { defineCallback, isTaken } from './page-callback';
import { didNotCall, didNotLoad, didNotRun, type Blocker } from './script-failure';
import { assignTrusted } from './trusted';

/** Milliseconds from the `error` of a script to the violation of the policy that blocked it (Chromium). */
const VIOLATION_GRACE = 50;

/**
 * Runs the script in the page itself, where it can do everything that the page can do. For servers that need cookies.
 */
export function loadInPage(call: JsonpCall): Subscription {
  const { document, url, options, clock } = call;
  if (isTaken(call.callback)) {
    call.fail('unsupported', `the callbackName ${JSON.stringify(call.callback)} exists in the page`);
    return Subscription.EMPTY;
  }
  const script = document.createElement('script');
  if (options.nonce !== undefined) script.setAttribute('nonce', options.nonce);
  assignTrusted('createScriptURL', url.href, options.trustedTypesPolicy, (trusted) => {
    script.src = trusted;
    return script.src;
  });

  const ending = new Subscription();
  const forget = defineCallback(call, script);
  let threw = false;
  let blocker: Blocker;
  const onError = (): void => {
    threw ||= document.currentScript === script;
  };
  const onViolation = (event: SecurityPolicyViolationEvent): void => {
    if (event.disposition !== 'enforce' || !event.effectiveDirective.startsWith('script-src')) return;
    if (event.blockedURI.startsWith(url.origin)) blocker = 'page';
  };
  globalThis.addEventListener('error', onError, true);
  document.addEventListener('securitypolicyviolation', onViolation);
  ending.add(() => {
    globalThis.removeEventListener('error', onError, true);
    document.removeEventListener('securitypolicyviolation', onViolation);
    script.remove();
  });
  // These two listeners are not removed when the call ends: the load cannot be aborted, and a late script still needs
  // the callback. The end of the load removes it.
  script.addEventListener('load', () => {
    forget();
    (threw ? didNotRun : didNotCall)(call);
  });
  script.addEventListener('error', () => {
    forget();
    ending.add(timeLimit(clock, VIOLATION_GRACE, () => didNotLoad(call, blocker)));
  });
  (document.head ?? document.documentElement).append(script);
  return ending;
}
