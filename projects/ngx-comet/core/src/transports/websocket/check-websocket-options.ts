import { checkAll, type Kind } from '../../checks/check';
import { aFunction, having, milliseconds, objectOf, oneOf, wholeFrom } from '../../checks/kinds';
import { protocolFault } from './protocol-fault';
import type { WebSocketOptions } from './websocket-options';

/**
 * Throws a `TypeError` that names a wrong option of a WebSocket. The options that all transports share are checked
 * elsewhere.
 */
export function checkWebSocketOptions<In, Out>(options: WebSocketOptions<In, Out>): void {
  const { protocols } = options;
  const fault = protocols !== undefined && typeof protocols !== 'function' && protocolFault(protocols);
  if (fault !== false) throw new TypeError(`protocols${fault}`);
  checkAll(options, {
    binaryType: oneOf('arraybuffer', 'blob'),
    outgoing: having('subscribe', 'an Observable'),
    defaults: aFunction,
    encode: aFunction,
    transientClose: aFunction,
    id: aFunction,
    control: aFunction,
    unsent: aFunction,
    WebSocket: aFunction,
    queue: objectOf({}, { max: wholeFrom(0), overflow: oneOf('error', 'drop-oldest', 'drop-newest') }),
    heartbeat: objectOf({ every: period, message: aFunction }, { timeout: period }),
  });
}

const period: Kind = (value, option) =>
  value === 0 ? 'a number of milliseconds above 0' : milliseconds(value, option);
