// Subscribers as an application has them, with the built package. `sequence` is the only thing that they know of the
// numbers: what they are told comes from the library.
import {
  cappedAt,
  defaultRetry,
  equalJitter,
  exponential,
  honouringServer,
  pollingStream$,
  type PushEvent,
  schedule,
  spreadFirst,
  sse$,
  websocket$,
  whenTransient,
} from 'ngx-comet/core';
import type { Observable } from 'rxjs';
import { type Numbered, Population, type Subscriber } from './population.ts';
import { answerParent, type Group, type Kind, type LoadOptions } from './protocol.ts';

interface Framed extends Numbered {
  readonly id?: string | undefined;
}

const population = new Population();
let options: LoadOptions | undefined;

answerParent({
  begin: (given) => {
    options = given;
  },
  connect: async (groups) => {
    for (const group of groups) await connectAll(group);
  },
  state: (target) => population.state(target),
  latencies: () => population.latencies(),
  check: (from, to) => population.check(from, to),
});

async function connectAll({ kind, count, planted = 0 }: Group): Promise<void> {
  const { rate = 100 } = options ?? {};
  const opened: Promise<void>[] = [];
  for (let begun = 0; begun < count; begun++) {
    opened.push(subscribe(kind, begun < planted));
    await new Promise((resolve) => setTimeout(resolve, 1_000 / rate));
  }
  await Promise.all(opened);
}

function subscribe(kind: Kind, planted: boolean): Promise<void> {
  const subscriber = population.add(kind, planted);
  return new Promise((resolve, reject) => {
    /** The last word of the library since the last message: whether messages are missing. */
    let told = false;
    const next = (event: PushEvent<Framed>): void => {
      switch (event.kind) {
        case 'connecting':
          // A long poll is open when its first answer comes.
          if (kind === 'pollingStream$') resolve();
          break;
        case 'open':
          told = event.continuity === 'gap' || event.continuity === 'unknown';
          population.opened(subscriber, event.response?.headers.get('x-node') ?? undefined);
          resolve();
          break;
        case 'message':
          population.received(subscriber, event.message.data, told);
          told = false;
          break;
        case 'lost':
          population.lost(
            subscriber,
            event.error.status === undefined ? event.error.code : `status ${event.error.status}`,
          );
          break;
        default:
          throw new Error(`unexpected: ${event.kind}`);
      }
    };
    streamOf(kind).subscribe({
      next,
      error: (error: unknown) => {
        ended(subscriber, String(error));
        reject(error instanceof Error ? error : new Error(String(error)));
      },
      complete: () => {
        ended(subscriber, 'completed');
      },
    });
  });
}

/** No stream here may end by itself. What it has not received then counts as lost. */
function ended(subscriber: Subscriber, why: string): void {
  population.lost(subscriber, `ended: ${why}`);
}

function streamOf(kind: Kind): Observable<PushEvent<Framed>> {
  if (options === undefined) throw new Error('not begun');
  const { origin, feed, idleTimeout, longestRetry } = options;
  const common = {
    observe: 'events',
    sequence: ({ data }: { readonly data: Framed }) => data.n,
    retry:
      longestRetry === 0
        ? defaultRetry()
        : schedule(
            exponential(longestRetry / 4),
            cappedAt(longestRetry),
            equalJitter(),
            spreadFirst(longestRetry / 2),
            honouringServer(),
            whenTransient(),
          ),
  } as const;
  const url = `${origin}/cluster/${feed}`;
  switch (kind) {
    case 'sse$':
      return sse$<Framed, 'events'>(`${url}/sse`, { ...common, idleTimeout });
    case 'pollingStream$':
      return pollingStream$<Framed, 'events'>(`${url}/long-polling`, {
        ...common,
        mode: 'long',
        interval: 0,
        framing: 'lines',
      });
    case 'websocket$':
      return websocket$<Framed, never, 'events'>(`${url.replace(/^http/, 'ws')}/websocket`, {
        ...common,
        idleTimeout,
        protocols: 'ws+meta.nchan',
        decode: framed,
        id: ({ id }) => id,
        resume: { query: 'last_event_id' },
      });
    default:
      throw new Error(`unexpected: ${kind}`);
  }
}

/** A frame of nchan: headers, an empty line, the message. */
function framed(raw: string | Uint8Array): Framed {
  const text = String(raw);
  const end = text.indexOf('\n\n');
  const id = /^id: (.*)$/m.exec(text.slice(0, end))?.[1];
  return { ...(JSON.parse(text.slice(end + 2)) as Numbered), id };
}
