// The page of --serve: one feed of the cluster over three transports.
import { pollingStream$, type PushEvent, sse$, websocket$ } from 'ngx-comet/core';
import type { Observable } from 'rxjs';

interface Message {
  readonly n: number;
  readonly via: string;
  readonly id?: string | undefined;
}

const FEED = '/cluster/numbers';
const common = {
  observe: 'events',
  sequence: ({ data }: { readonly data: Message }) => data.n,
  // The feed has a message every second. Silence means that a part of the chain has failed.
  idleTimeout: 10_000,
} as const;

/** A frame of nchan: headers, an empty line, the message. */
function framed(raw: string | Uint8Array): Message {
  const text = String(raw);
  const end = text.indexOf('\n\n');
  const id = /^id: (.*)$/m.exec(text.slice(0, end))?.[1];
  return { ...(JSON.parse(text.slice(end + 2)) as Message), id };
}

const feeds: Readonly<Record<string, Observable<PushEvent<Message>>>> = {
  sse: sse$<Message, 'events'>(`${FEED}/sse`, common),
  websocket: websocket$<Message, never, 'events'>(`${FEED}/websocket`, {
    ...common,
    protocols: 'ws+meta.nchan',
    decode: framed,
    id: ({ id }) => id,
    resume: { query: 'last_event_id' },
  }),
  'long polling': pollingStream$<Message, 'events'>(`${FEED}/long-polling`, {
    ...common,
    mode: 'long',
    interval: 0,
    framing: 'lines',
  }),
};

for (const [transport, events$] of Object.entries(feeds)) {
  const row = document.createElement('tr');
  row.dataset['transport'] = transport;
  const cell = (text: string): HTMLElement => {
    const td = document.createElement('td');
    td.textContent = text;
    row.append(td);
    return td;
  };
  cell(transport);
  const [status, node, message, via, received, gaps] = ['', '', '', '', '0', '0'].map(cell);
  document.getElementById('feeds')?.append(row);
  const show = (where: HTMLElement | undefined, text: string): void => {
    if (where !== undefined) where.textContent = text;
  };
  let [count, holes] = [0, 0];
  events$.subscribe((event) => {
    if (event.kind === 'message') {
      show(message, String(event.message.data.n));
      show(via, event.message.data.via);
      show(received, String(++count));
      return;
    }
    show(status, event.kind === 'lost' ? `lost: ${event.error.code}` : event.kind);
    if (event.kind !== 'open') return;
    show(node, event.response?.headers.get('x-node') ?? '');
    if (event.continuity === 'gap') show(gaps, String(++holes));
  });
}
