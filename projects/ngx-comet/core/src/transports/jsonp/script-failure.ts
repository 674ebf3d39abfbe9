import { reportUnanswered } from '../../http/report-unanswered';
import { PushError } from '../../vocabulary/push-error';
import { BOOTSTRAP_HASH } from './frame-markup';
import type { JsonpCall } from './jsonp-call';

/** The owner of the policy that blocked the script; `undefined` if no policy did. */
export type Blocker = 'page' | 'frame' | undefined;

/** Called when the script has ended without calling the callback. */
export function didNotCall(call: JsonpCall): void {
  const { callbackName, callbackParam = 'callback' } = call.options;
  const name = callbackName === undefined ? 'no callback' : `no callback ${callbackName}`;
  const reason =
    callbackParam === false ? '' : `: the server may not know the parameter ${JSON.stringify(callbackParam)}`;
  call.fail('no-callback', `the script called ${name}${reason}`);
}

/** For a script of another origin, a syntax error and an exception look the same (HTML, "muted errors"). */
export function didNotRun(call: JsonpCall): void {
  const { callbackName } = call.options;
  const reason = callbackName === undefined ? '' : `: does it call ${callbackName}?`;
  call.fail('script', `the script is not JavaScript, or threw an error${reason}`);
}

/**
 * An `error` event has no status and no reason. The violation of a policy is a separate event, which Chromium reports
 * some milliseconds after the `error`, and Firefox before it.
 */
export function didNotLoad(call: JsonpCall, blocker: Blocker): void {
  const { origin } = call.url;
  if (blocker === 'page') forbidden(call, `scripts from ${origin}`, 'the origin');
  else if (blocker === 'frame')
    call.fail('script', `the script is redirected away from ${origin}: a contained call does not follow`);
  else unanswered(call);
}

function unanswered(call: JsonpCall): void {
  const { url } = call;
  const error = new PushError('script', 'the script could not be loaded', { transient: true, transport: 'jsonp', url });
  reportUnanswered(error, url, ({ code, message, cause }) => call.fail(code, message, cause));
}

/** The frame inherits the policy of the page, and that policy blocks its first script, which is inline. */
export function frameDidNotStart(call: JsonpCall): void {
  forbidden(call, 'the inline script of the frame', BOOTSTRAP_HASH);
}

function forbidden(call: JsonpCall, what: string, allowance: string): void {
  const nonce =
    call.options.nonce === undefined ? "set the option nonce to the policy's nonce" : 'correct the option nonce';
  call.fail(
    'unsupported',
    `the page's Content-Security-Policy (script-src) forbids ${what}: ${nonce}, or add ${allowance} to it`,
  );
}
