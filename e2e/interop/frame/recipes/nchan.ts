import { json, websocket$ } from 'ngx-comet/core';
import { ofSocket } from './factories';
import type { Recipe } from './recipe';

interface Framed {
  readonly n: number;
  readonly id: string | undefined;
}

const asJson = json<{ readonly n: number }>();

/** A frame of `ws+meta.nchan`: headers, an empty line, the message. */
function framed(raw: string | Uint8Array): Framed {
  const [head = '', ...body] = String(raw).split('\n\n');
  return { ...asJson(body.join('\n\n')), id: /^id: (.*)$/m.exec(head)?.[1] };
}

export const nchan = {
  /** WebSockets of nchan with the ids of the messages. */
  'nchan ws+meta': (url, given, context) =>
    websocket$<Framed>(url, {
      ...ofSocket(given, context),
      protocols: 'ws+meta.nchan',
      decode: framed,
      id: ({ id }) => id,
      resume: { query: 'last_event_id' },
      observe: 'events',
    }),
} as const satisfies Readonly<Record<string, Recipe>>;
