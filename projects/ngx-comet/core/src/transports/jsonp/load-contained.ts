import { Subscription } from 'rxjs';
import { frameMarkup, framePolicy } from './frame-markup';
import { frameReport, greets } from './frame-report';
import type { JsonpCall } from './jsonp-call';
import { didNotCall, didNotLoad, didNotRun, frameDidNotStart, type Blocker } from './script-failure';
import { assignTrusted } from './trusted';

/** The greeting that a frame sent before its `load` arrives within milliseconds of it, before or after. */
const GREETING_GRACE = 500;
/**
 * The port is another way, on which a busy browser takes seconds. What the script did is reported there in any case, unless the
 * script has navigated its frame or silenced what reports: this is how long a call waits to know.
 */
const REPORT_GRACE = 5_000;

/**
 * Runs the script in a frame of its own: sandboxed, so that its origin is opaque and all of the page is out of its reach, and
 * with a policy that lets scripts come from the one origin only. A frame is used once: a script that stayed behind in it
 * could read the next answer, or forge it.
 */
export function loadContained(call: JsonpCall): Subscription {
  const { document, url, callback, options, clock } = call;
  // The origin goes into a policy, which can name no IPv6 address and no odd characters (CSP3 §2.3.1, host-source).
  if (!/^[\w.-]+$/.test(url.hostname)) {
    call.fail('unsupported', `a contained script needs a host with a plain name, got ${url.hostname}`);
    return Subscription.EMPTY;
  }
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.referrerPolicy = 'no-referrer';
  frame.style.display = 'none';
  const markup = frameMarkup(url, callback, options.nonce, globalThis.location.origin);
  assignTrusted('createHTML', markup, options.trustedTypesPolicy, (trusted) => {
    frame.srcdoc = trusted;
  });

  const ending = new Subscription();
  let port: MessagePort | undefined;
  const onMessage = (event: MessageEvent): void => {
    if (!greets(event, frame.contentWindow, callback)) return;
    // Nobody else on the page has to wonder about it.
    event.stopImmediatePropagation();
    globalThis.removeEventListener('message', onMessage, true);
    port = event.ports[0];
    if (port !== undefined) ending.add(listenTo(port, call));
  };
  globalThis.addEventListener('message', onMessage, true);
  // The script delays `load`. After that nothing is to come, nor after the script has navigated the frame, which loads again.
  frame.addEventListener('load', () => {
    const started = (): void => {
      if (port === undefined) frameDidNotStart(call);
    };
    ending.add(clock.schedule(started, GREETING_GRACE));
    ending.add(clock.schedule(() => didNotCall(call), REPORT_GRACE));
  });
  ending.add(() => {
    globalThis.removeEventListener('message', onMessage, true);
    frame.remove();
  });
  (document.body ?? document.documentElement).append(frame);
  return ending;
}

/** Takes the reports of the frame; the first that ends the call counts. */
function listenTo(port: MessagePort, call: JsonpCall): Subscription {
  const listening = new Subscription(() => {
    port.close();
  });
  let blocker: Blocker;
  port.onmessage = ({ data }: MessageEvent) => {
    const report = frameReport(data);
    switch (report?.[0]) {
      case 'answer':
        return call.answer(report[1]);
      case 'uncloneable':
        return uncloneable(call);
      case 'load':
        return didNotCall(call);
      case 'threw':
        return didNotRun(call);
      case 'blocked':
        blocker = report[1] === framePolicy(call.url) ? 'frame' : 'page';
        return;
      case 'error':
        listening.add(didNotLoad(call, () => blocker));
        return;
      case undefined:
    }
  };
  port.onmessageerror = () => {
    uncloneable(call);
  };
  return listening;
}

function uncloneable(call: JsonpCall): void {
  call.fail('decode', 'the answer is not JSON-like: it cannot be cloned, as when it contains a function');
}
