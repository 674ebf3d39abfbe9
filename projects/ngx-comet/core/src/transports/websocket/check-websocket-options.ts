import { checkOptions, type Kind } from '../../checks/check';
import { aFunction, anything, having, milliseconds, objectOf, oneOf, wholeFrom } from '../../checks/kinds';
import { observing, pushKinds } from '../../session/check-push-options';
import { checkUrl } from '../../url/check-url';
import { protocolFault } from './protocol-fault';
import type { HeartbeatOptions, QueueOptions, WebSocketOptions } from './websocket-options';

declare const ngDevMode: object | boolean | undefined;

/**
 * Throws a `TypeError` that names a wrong option of `websocket$` or `viaWebSocket`. A production build of Angular has no
 * checks.
 */
export function checkWebSocket<In, Out>(
  caller: 'websocket$' | 'viaWebSocket',
  url: unknown,
  given: WebSocketOptions<In, Out>,
): void {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    checkUrl(url);
    checkOptions<WebSocketOptions<unknown>>(caller, given as unknown as WebSocketOptions<unknown>, {
      ...(caller === 'websocket$' && observing()),
      ...pushKinds(),
      protocols,
      binaryType: oneOf('arraybuffer', 'blob'),
      framing: anything,
      outgoing: having('subscribe', 'an Observable'),
      defaults: aFunction,
      encode: aFunction,
      transientClose: aFunction,
      id: aFunction,
      control: aFunction,
      unsent: aFunction,
      WebSocket: aFunction,
      queue: objectOf<QueueOptions>({ max: wholeFrom(0), overflow: oneOf('error', 'drop-oldest', 'drop-newest') }),
      heartbeat: objectOf<HeartbeatOptions<unknown>>(
        { every: period, message: aFunction, timeout: period },
        'every',
        'message',
      ),
    });
  }
}

const protocols: Kind = (value, option) => {
  const fault = typeof value !== 'function' && protocolFault(value);
  if (fault !== false) throw new TypeError(`${option}${fault}`);
  return false;
};

const period: Kind = (value, ...option) =>
  value === 0 ? 'a number of milliseconds above 0' : milliseconds(value, ...option);
