import { kindOf } from '../../checks/secret';
import { token } from '../../checks/kinds';

/**
 * Returns what is wrong with subprotocols, or false. It names the position and never the text: a token may travel as a
 * subprotocol. The constructor throws for them too (WebSockets §3.1; RFC 6455 §4.1), and may show the text.
 */
export function protocolFault(protocols: unknown): string | false {
  const several = Array.isArray(protocols);
  const all: readonly unknown[] = several ? protocols : [protocols];
  for (const [index, one] of all.entries()) {
    const place = several ? `[${index}]` : '';
    const expected = token(one, '', '');
    if (expected !== false) return `${place} must be ${expected}, got ${kindOf(one)}`;
    const first = all.indexOf(one);
    if (first < index) return `${place} must not be the same as [${first}]`;
  }
  return false;
}
