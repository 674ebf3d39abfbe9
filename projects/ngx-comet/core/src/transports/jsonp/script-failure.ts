import type { Subscription } from 'rxjs';
import { BOOTSTRAP_HASH } from './frame-markup';
import type { JsonpCall } from './jsonp-call';

/** Chromium tells of a violated policy some milliseconds after the `error` of the script that it kept out, Firefox before. */
const VIOLATION_GRACE = 50;

/** Whose policy kept the script out, if one did. */
export type Blocker = 'page' | 'frame' | undefined;

/** The script ran to its end. */
export function didNotCall(call: JsonpCall): void {
  const parameter = call.options.callbackParam ?? 'callback';
  call.fail(
    'no-callback',
    `the script ran and did not call: the server may not know the parameter ${JSON.stringify(parameter)}`,
  );
}

/** Of a script from another origin, no browser tells a syntax error from an exception (HTML, "muted errors"). */
export function didNotRun(call: JsonpCall): void {
  call.fail('script', 'the script is not JavaScript, or threw before it called');
}

/** An `error` event has neither status nor reason; that a policy was violated is told apart from it. */
export function didNotLoad(call: JsonpCall, blocker: () => Blocker): Subscription {
  return call.clock.schedule(() => {
    const { origin } = call.url;
    const by = blocker();
    if (by === 'page') forbidden(call, `scripts from ${origin}`, 'the origin');
    else if (by === 'frame')
      call.fail('script', `the script is redirected away from ${origin}, which a contained call does not follow`);
    else call.fail('script', 'the script could not be loaded');
  }, VIOLATION_GRACE);
}

/** The frame inherits the policy of the page, and its first script is inline. */
export function frameDidNotStart(call: JsonpCall): void {
  forbidden(call, 'the inline script of the frame', BOOTSTRAP_HASH);
}

function forbidden(call: JsonpCall, what: string, allowance: string): void {
  const nonce =
    call.options.nonce === undefined ? "give the policy's nonce as the option nonce" : 'its nonce is not the given one';
  call.fail(
    'unsupported',
    `the page's Content-Security-Policy (script-src) forbids ${what}: ${nonce}, or add ${allowance} to it`,
  );
}
