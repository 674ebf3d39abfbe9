// Engine.IO 4 (https://github.com/socketio/engine.io-protocol), on which Socket.IO stands. A packet begins with its type:
// `0` open, `1` close, `2` ping, `3` pong, `4` message, `6` nothing. The server pings, and the client must answer.
import { pollingStream$, PushError, websocket$ } from 'ngx-comet/core';
import { defer, finalize, tap } from 'rxjs';
import { expand } from './expand';
import { ofHttp, ofSocket } from './factories';
import type { Recipe } from './recipe';

interface Packet {
  readonly type: string;
  readonly data: string;
}

const packet = (raw: string | Uint8Array): Packet => {
  const text = String(raw);
  return { type: text.slice(0, 1), data: text.slice(1) };
};

const messages = expand(({ type, data }: Packet): readonly unknown[] => {
  if (type === '1') throw new PushError('closed', 'the server closed the session', { transient: false });
  return type === '4' ? [JSON.parse(data) as unknown] : [];
});

/** Sent as it is, unless it is a message. */
const PONG = Symbol('pong');
const encode = (value: unknown): string => (value === PONG ? '3' : `4${JSON.stringify(value)}`);

export const engineIo = {
  'engine.io websocket': (url, given, context) =>
    websocket$<Packet>(url, {
      ...ofSocket(given, context),
      decode: packet,
      control: (raw, reply) => {
        const { type } = packet(raw);
        if (type === '2') reply(PONG);
        return type !== '4';
      },
      encode,
      observe: 'events',
    }).pipe(messages),
  'engine.io polling': (url, given, context) =>
    defer(() => {
      let session: string | undefined;
      let packets = 0;
      const send = (value: unknown): void => {
        void context.fetch(`${url}&sid=${session ?? ''}`, { method: 'POST', body: encode(value) });
      };
      const sending = context.outgoing.subscribe(send);
      return pollingStream$<Packet>(url, {
        ...ofHttp(given, context),
        mode: 'long',
        framing: { delimiter: '\x1e' },
        decode: packet,
        defaults: () => ({ query: { sid: session } }),
        // The session knows what it has sent, so the next request may follow at once.
        id: () => String(++packets),
        resume: false,
        observe: 'events',
      }).pipe(
        tap((event) => {
          // The server ends a session whose request breaks.
          if (event.kind === 'lost') session = undefined;
          if (event.kind !== 'message') return;
          const { type, data } = event.message.data;
          if (type === '0') session = (JSON.parse(data) as { readonly sid: string }).sid;
          if (type === '2') send(PONG);
        }),
        messages,
        finalize(() => {
          sending.unsubscribe();
        }),
      );
    }),
} as const satisfies Readonly<Record<string, Recipe>>;
