import { check, checkAll, need, type Kind } from '../../checks/check';
import { aFunction, having, milliseconds, objectOf, oneOf, token, wholeFrom } from '../../checks/kinds';
import { secret, wrongSecret } from '../../checks/secret';
import type { WebSocketOptions } from './websocket-options';

/**
 * Throws a `TypeError` that names a wrong option of a WebSocket. The options that all transports share are checked
 * elsewhere.
 */
export function checkWebSocketOptions<In, Out>(options: WebSocketOptions<In, Out>): void {
  check('protocols', options.protocols, protocols);
  checkAll(options, {
    binaryType: oneOf('arraybuffer', 'blob'),
    outgoing: having('subscribe', 'an Observable'),
    defaults: aFunction,
    encode: aFunction,
    transientClose: aFunction,
    id: aFunction,
    unsent: aFunction,
    WebSocket: aFunction,
    queue: objectOf({}, { max: wholeFrom(0), overflow: oneOf('error', 'drop-oldest', 'drop-newest') }),
    heartbeat: objectOf({ every: period, message: aFunction }, { timeout: period }),
  });
}

// Tokens travel in subprotocols.
const subprotocol = secret((name, option) => token(name, option) && 'a subprotocol name, or an array of them');

// The constructor throws for wrong protocols too (WebSockets §3.1; RFC 6455 §4.1), but only at the first attempt.
const protocols: Kind = (value, option) => {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  for (const one of all) {
    need(option, one, subprotocol);
  }
  const twice = all.find((one, index) => all.indexOf(one) !== index);
  return twice === undefined ? false : wrongSecret(option, twice, 'free of duplicates');
};

const period: Kind = (value, option) =>
  value === 0 ? 'a number of milliseconds above 0' : milliseconds(value, option);
