import type { Attempt } from '../../vocabulary/attempt';
import { sourceFailed } from '../../url/source-failed';
import { wait, type Steps } from '../../platform/run-steps';
import { protocolFault } from './protocol-fault';
import { webSocketFailure } from './websocket-failure';
import type { WebSocketOptions } from './websocket-options';

declare const ngDevMode: object | boolean | undefined;

/** The subprotocols of one attempt. If the function fails, the attempt is a transient loss, like with a url function. */
export function* resolveProtocols(
  source: WebSocketOptions<never>['protocols'],
  attempt: Attempt,
): Steps<string | string[] | undefined> {
  let protocols: string | readonly string[] | undefined;
  if (typeof source === 'function') {
    try {
      protocols = yield* wait(source(attempt));
    } catch (cause) {
      throw sourceFailed('protocols', cause, 'websocket');
    }
    // Where nothing is checked, the constructor of the socket throws for wrong ones.
    const fault = (typeof ngDevMode === 'undefined' || ngDevMode) && protocolFault(protocols);
    if (typeof fault === 'string')
      throw webSocketFailure('unsupported', `what the protocols function returned${fault}`);
  } else protocols = source;
  return protocols === undefined || typeof protocols === 'string' ? protocols : [...protocols];
}
