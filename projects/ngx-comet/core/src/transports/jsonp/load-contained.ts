import { Subscription } from 'rxjs';
import { timeLimit } from '../../platform/time-limit';
import { frameMarkup } from './frame-markup';
import { frameReport, greets } from './frame-report';
import type { JsonpCall } from './jsonp-call';
import { didNotCall, didNotLoad, didNotRun, frameDidNotStart, type Blocker } from './script-failure';
import { assignTrusted } from './trusted';
import { shorten } from '../../platform/shorten';

/**
 * A frame sends its greeting before its `load`. The greeting arrives within milliseconds of `load`, before or after it.
 */
const GREETING_GRACE = 500;
/**
 * The reports of the frame arrive over the port, which may take seconds in a busy browser. No report arrives if the
 * script navigated its frame or disabled the bootstrap script. So a call waits this long for a report after `load`.
 */
const REPORT_GRACE = 5_000;

/**
 * Runs the script in its own frame. The frame is sandboxed, so its origin is opaque, and the script cannot access the
 * page. The policy of the frame allows scripts of one origin only. A frame is used once. Otherwise the script of an
 * earlier call could read or forge the next answer.
 */
export function loadContained(call: JsonpCall): Subscription {
  const { document, url, token, options, clock } = call;
  // The origin is part of the policy. A policy cannot contain an IPv6 address or special characters (CSP3 §2.3.1,
  // host-source).
  if (!/^[\w.-]+$/.test(url.hostname)) {
    call.fail('unsupported', `a contained script needs a plain host name, got ${shorten(url.hostname)}`);
    return Subscription.EMPTY;
  }
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.referrerPolicy = 'no-referrer';
  frame.style.display = 'none';
  const markup = frameMarkup(call, globalThis.location.origin);
  assignTrusted('createHTML', markup, options.trustedTypesPolicy, (trusted) => {
    frame.srcdoc = trusted;
    return frame.srcdoc;
  });

  const ending = new Subscription();
  let port: MessagePort | undefined;
  const onMessage = (event: MessageEvent): void => {
    if (!greets(event, frame.contentWindow, token)) return;
    // Other listeners of the page do not get the greeting.
    event.stopImmediatePropagation();
    globalThis.removeEventListener('message', onMessage, true);
    port = event.ports[0];
    if (port !== undefined) ending.add(listenTo(port, call));
  };
  globalThis.addEventListener('message', onMessage, true);
  // `load` fires after the script has ended. If the script navigates the frame, `load` fires again.
  frame.addEventListener('load', () => {
    const started = (): void => {
      if (port === undefined) frameDidNotStart(call);
    };
    ending.add(timeLimit(clock, GREETING_GRACE, started));
    ending.add(timeLimit(clock, REPORT_GRACE, () => didNotCall(call)));
  });
  ending.add(() => {
    globalThis.removeEventListener('message', onMessage, true);
    frame.remove();
  });
  (document.body ?? document.documentElement).append(frame);
  return ending;
}

/** Handles the reports of the frame. The first report that ends the call counts. */
function listenTo(port: MessagePort, call: JsonpCall): Subscription {
  const listening = new Subscription(() => {
    port.close();
  });
  let blocker: Blocker;
  port.onmessage = ({ data }: MessageEvent) => {
    const report = frameReport(data);
    switch (report?.[0]) {
      case 'answer':
        return answered(call, report[1]);
      case 'overflow':
        return call.tooLong();
      case 'decode':
        return notJson(call, report[1]);
      case 'load':
        return didNotCall(call);
      case 'threw':
        return didNotRun(call);
      case 'blocked':
        blocker = report[1];
        return;
      case 'error':
        // The frame has waited for the violation of a policy.
        return didNotLoad(call, blocker);
      case undefined:
    }
  };
  port.onmessageerror = () => {
    notJson(call);
  };
  return listening;
}

/** Checks again what the bootstrap script has checked. */
function answered(call: JsonpCall, text: string): void {
  if (text.length > call.maxLength) return call.tooLong();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return notJson(call);
  }
  call.answer(value);
}

function notJson(call: JsonpCall, type?: string): void {
  const reason = type === undefined ? 'is circular or too deep' : `contains a value of type ${shorten(type)}`;
  call.fail('decode', `the answer is not JSON-like: it ${reason}`);
}
