// Inputs that plant their secret in a feed: in its payloads, its sources, its sockets and its connections.
import {
  connection,
  diagnoseCors,
  retryWithBackoff,
  sse$,
  text,
  upTo,
  constant,
  viaSse,
  viaWebSocket,
  type Route,
} from 'ngx-comet/core';
import { type } from 'arktype';
import { NEVER, of, throwError } from 'rxjs';
import * as v from 'valibot';
import { z } from 'zod';
import { body, error, fail, filler, http, jsonp, logged, poll, q, sse, ws, type Input, type Loose } from './input';

const payloads = (): Input[] => {
  const nested = (s: string): string => JSON.stringify({ a: filler(s), b: { c: s, n: 1 } });
  const reports: readonly (readonly [string, (s: string) => string, Loose])[] = [
    ['JSON that breaks off behind', (s) => `{"a":"${filler(s)}" ${s}`, {}],
    ['JSON with a wrong name behind', (s) => `["${filler(s)}", ${s}]`, {}],
    ['JSON with quotes around it', (s) => `["${filler(s)}", "a": "${s}" ${s}, "b"]`, {}],
    ['a decoder that cites it', (s) => `${filler(s)}${s}`, { decode: (raw: string) => fail(`cannot read '${raw}'`) }],
    ['zod', nested, { schema: z.object({ a: z.string(), b: z.object({ c: z.number() }) }) }],
    [
      'zod that cites it',
      nested,
      {
        schema: z.object({
          b: z.object({ c: z.string().refine(() => false, { error: (i) => `bad "${String(i.input)}"` }) }),
        }),
      },
    ],
    ['valibot', nested, { schema: v.object({ b: v.object({ c: v.number() }) }) }],
    ['valibot, a literal', nested, { schema: v.object({ b: v.object({ c: v.picklist(['a', 'b']) }) }) }],
    ['arktype', nested, { schema: type({ b: { c: 'number' } }) }],
    ['sequence that throws', nested, { sequence: ({ data }: { data: unknown }) => fail(JSON.stringify(data)) }],
    ['id that throws', nested, { id: (data: unknown) => fail(JSON.stringify(data)) }],
  ];
  return reports.flatMap(([name, payload, how]): Input[] => [
    [
      `a payload, ${name}`,
      (s, { http: to }) => http(body(to, payload(s), 'text/plain'), { ...how, onInvalid: 'error' }),
    ],
    [
      `a payload in the log, ${name}`,
      (s, { http: to }) => http(body(to, payload(s), 'text/plain'), { ...how, observe: 'data' }),
    ],
  ]);
};

const sources: Input[] = [
  ['a source of polls that cites its URL', (s) => poll(() => throwError(() => new Error(`GET https://h/p?t=${s}: 0`)))],
  ['a source that cites a relative URL', (s) => poll(() => fail(`Failed to parse URL from /p?${s}`))],
  ['a source that cites a user info', (s) => poll(() => fail(`request to https://user:${s}@h/ failed`))],
  ['a source that cites a long user info', (s) => poll(() => fail(`at https://${s}${filler(s)}@host/`))],
  [
    'a source of HttpClient',
    (s) =>
      poll(() => throwError(() => ({ name: 'HttpErrorResponse', status: 500, url: `http://h/?${s}`, message: s }))),
  ],
  [
    'a source without an answer',
    (s) => poll(() => throwError(() => ({ status: 0, url: `http://u:${s}@h/`, message: s }))),
  ],
  ['a source that rejects with a URL', (s) => poll(() => throwError(() => `https://h/?${s}`))],
  ['a source whose fetch fails', (s) => poll(() => fetch(`http://127.0.0.1:1/?token=${s}`))],
  ['a source whose URL is invalid', (s) => poll(() => fetch(`http://user:${s}@:bad/`))],
  [
    'retryWithBackoff gives up',
    (s) => throwError(() => new Error(`GET /p?t=${s}`)).pipe(retryWithBackoff(upTo(1)(constant(0)))),
  ],
  ['a stream that gives up', (s) => sse$(`http://127.0.0.1:1/?t=${s}`, { retry: upTo(1)(constant(0)) })],
  ['a PushError of the application', (s) => poll(() => throwError(() => error(`https://u:${s}@h/p?a=${s}#${s}`)))],
  [
    'a fetch that cites its URL',
    (s) => http(`http://h/?t=${s}`, { fetch: (url: string) => Promise.reject(new Error(url)) }),
  ],
  [
    'a fetch that cites the query',
    (s) => http(`http://h/?t=${s}`, { fetch: () => Promise.reject(new Error(`t is ${s}`)) }),
  ],
  [
    'a fetch that cites a header',
    (s) => http('http://h/', { headers: { 'X-Token': `Bearer ${s}` }, fetch: () => Promise.reject(new Error(s)) }),
  ],
];

const sockets: Input[] = [
  ['a subprotocol that is none', (s) => ws('ws://h/', { protocols: ['bearer', `${s}/=`] })],
  ['a protocols function that throws', (s) => ws('ws://h/', { protocols: () => fail(s) })],
  ['a protocols function of a wrong value', (s) => ws('ws://h/', { protocols: () => [`${s}/=`] })],
  ['a subprotocol twice', (s) => ws('ws://h/', { protocols: [s, s] })],
  ['a subprotocol that is a symbol', (s) => ws('ws://h/', { protocols: Symbol(s) })],
  ['a close reason repeats the query', (s, { http: to }) => ws(`${to}/echo-query?token=${s}`)],
  ['a close reason repeats the subprotocol', (s, { http: to }) => ws(`${to}/echo-protocol`, { protocols: ['a', s] })],
  [
    'transientClose that throws',
    (s, { http: to }) => ws(`${to}/echo-query?token=${s}`, { transientClose: () => fail(`/x?token=${s}`) }),
  ],
  ['a constructor that cites its URL', (s) => ws(`ws://h/?t=${s}`, { WebSocket: Citing })],
  ['a constructor that cites a subprotocol', (s) => ws('ws://h/', { WebSocket: Citing, protocols: s })],
  [
    'a message that cannot be encoded',
    (s) => ws('ws://127.0.0.1:1/', { outgoing: of(filler(s) + s), encode: (value: string) => fail(value) }),
  ],
  ['outgoing that fails', (s) => ws('ws://127.0.0.1:1/', { outgoing: throwError(() => new Error(`GET /x?t=${s}`)) })],
  ['messages that were not sent', (s) => logged(ws('ws://127.0.0.1:1/', { outgoing: of(s, s) }))],
];

const connections: Input[] = [
  ['a URL in place of a route', (s) => connection([`ws://h/?token=${s}`] as unknown as Route<unknown>[]), 'node'],
  ['headers of a connection', (s) => connection([viaSse('http://h/')], { headers: { a: `${s}\nb` } }), 'node'],
  [
    'routes that fail',
    (s) =>
      connection([viaWebSocket(`http://127.0.0.1:1/?${s}`), viaSse(`http://127.0.0.1:1/?t=${s}`)], ONCE_ONLY).events$,
  ],
  [
    'sendVia that fails',
    (s, { http: to }) => {
      const feed = connection<unknown, string>([viaSse(body(to, 'data: 1\n\n'))], {
        ...ONCE_ONLY,
        sendVia: () => throwError(() => new Error(`POST http://h/?token=${s}`)),
      });
      feed.send(s);
      return feed.events$;
    },
  ],
  [
    'a request without an answer',
    (s, { http: to }) =>
      connection<unknown, string>([viaSse(`${to}/hold?token=${s}`)], { ...ONCE_ONLY, sendVia: () => NEVER }).request(
        s,
        {
          match: () => false,
          timeout: 100,
        },
      ),
  ],
];

const pages: Input[] = [
  ['a JSONP answer without a callback', (s, { http: to }) => jsonp(`${to}/script?token=${s}`), 'page'],
  ['a JSONP script that is none', (s, { http: to }) => jsonp(`${to}/script?code=${q(`(${s}`)}`), 'page'],
  ['a JSONP answer that is no data', (s, { http: to }) => jsonp(`${to}/jsonp?value=${q(`()=>'${s}'`)}`), 'page'],
  [
    'a policy that cites the URL',
    (s, { http: to }) =>
      jsonp(`${to}/script?token=${s}`, {
        contain: false,
        trustedTypesPolicy: { name: 'own', createHTML: String, createScriptURL: (url: string) => fail(`no ${url}`) },
      }),
    'page',
  ],
  [
    'the diagnosis of CORS',
    (s, { http: to }) =>
      sse(`${to.replace('127.0.0.1', 'localhost')}/status/404?token=${s}`, {
        explain: diagnoseCors,
        headers: { 'X-A': s },
      }),
    'page',
  ],
];

const withoutPages: Input[] = [
  ['a relative URL', (s) => sse(`/feed?token=${s}`), 'node'],
  ['a relative URL without a slash', (s) => http(`feed?${s}`), 'node'],
  ['a relative URL of another host', (s) => poll(`//user:${s}@h/feed`), 'node'],
];

const ONCE_ONLY = { retry: false, decode: text() } as const;

function Citing(url: string, protocols?: string): never {
  throw new SyntaxError(`cannot open ${url} with ${String(protocols)}`);
}

export const FEED_INPUTS: readonly Input[] = [
  ...payloads(),
  ...sources,
  ...sockets,
  ...connections,
  ...pages,
  ...withoutPages,
];
