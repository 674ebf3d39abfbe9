// Inputs that plant their secret in a request.
import { firstValueFrom, throwError } from 'rxjs';
import { body, fail, http, jsonp, logged, poll, q, sse, store, ws, type Input, type Site } from './input';

/** Each transport with each way to put a secret into a URL. */
const urls = (): Input[] => {
  const transports: readonly (readonly [string, (url: string) => unknown, 'page'?])[] = [
    ['sse$', (url) => sse(url)],
    ['httpStream$', (url) => http(url)],
    ['pollingStream$', (url) => poll(url)],
    ['websocket$', (url) => ws(url)],
    ['EventSource', (url) => sse(url, { via: 'event-source' }), 'page'],
    ['jsonp$', (url) => jsonp(url), 'page'],
  ];
  const forms: readonly (readonly [string, (secret: string, site: Site) => string])[] = [
    ['a user info', (s) => `http://user:${s}@127.0.0.1:1/x`],
    ['a token as the user', (s) => `http://${s}@127.0.0.1:1/x`],
    ['a query', (s, { http: to }) => `${to}/status/404?token=${s}`],
    ['a query without a name', (s, { http: to }) => `${to}/status/404?${s}`],
    ['a fragment', (s, { http: to }) => `${to}/status/404#${s}`],
    ['a query, where no server is', (s) => `http://127.0.0.1:1/?token=${s}`],
    ['a user info of an invalid URL', (s) => `https://user:${s}@:bad/`],
    ['a query of an invalid URL', (s) => `https://host:bad/?token=${s}`],
    ['a host that is none', (s) => `http://[${s}`],
    ['a password without its host', (s) => `http://user:${s}`],
    ['a scheme that nobody requests', (s) => `ftp://user:${s}@host/?token=${s}#${s}`],
    ['an address', (s) => `mailto:${s}`],
  ];
  return transports.flatMap(([transport, open, where]) =>
    forms.map(([form, url]): Input => [`${transport}: ${form}`, (s, site) => open(url(s, site)), where]),
  );
};

const answers: Input[] = [
  ['a status text repeats the query, sse$', (s, { http: to }) => sse(`${to}/echo-status?token=${s}`)],
  ['a status text repeats the query, httpStream$', (s, { http: to }) => http(`${to}/echo-status?token=${s}`)],
  ['a status text repeats the query, pollingStream$', (s, { http: to }) => poll(`${to}/echo-status?token=${s}`)],
  ['a status text repeats an encoded query', (s, { http: to }) => http(`${to}/echo-status?token=%53${s.slice(1)}`)],
  [
    'a status text repeats a header',
    (s, { http: to }) => http(`${to}/echo-authorization`, { headers: { Authorization: `Bearer ${s}` } }),
  ],
  ['a status text of 201 repeats the query', (s, { http: to }) => sse(`${to}/echo-status?status=201&token=${s}`)],
  ['a content type repeats the query', (s, { http: to }) => sse(`${to}/echo-type?token=${s}`)],
  ['a redirect to where no server is', (s, { http: to }) => sse(`${to}/redirect?to=${q(`http://127.0.0.1:1/?${s}`)}`)],
  [
    'a redirect that is an error',
    (s, { http: to }) => sse(`${to}/redirect?to=${q(`/status/404?${s}`)}`, { redirect: 'error' }),
  ],
  ['a redirect to a refusal', (s, { http: to }) => http(`${to}/redirect?to=${q(`/status/404?${s}`)}`)],
  ['a redirect to an invalid URL', (s, { http: to }) => http(`${to}/redirect?to=${q(`http://[${s}`)}`)],
  ['a body that breaks', (s, { http: to }) => http(`${to}/break?token=${s}`)],
];

const headers: Input[] = [
  ['a header with a line break', (s) => sse('http://h/', { headers: { 'X-Token': `${s}\nb` } })],
  ['a header beyond Latin-1', (s) => sse('http://h/', { headers: { 'X-Token': `${s}€` } })],
  ['a header name that is none', (s) => sse('http://h/', { headers: { [`${s} x`]: 'a' } })],
  ['headers that are no pairs', (s) => sse('http://h/', { headers: ['Bearer', s] })],
  ['headers that are a string', (s) => sse('http://h/', { headers: s })],
  ['headers that are a symbol', (s) => sse('http://h/', { headers: Symbol(s) })],
  ['pairs with a line break', (s) => http('http://h/', { headers: [['X-Token', `${s}\rb`]] })],
  ['a headers function that throws', (s) => sse('http://h/', { headers: () => fail(s) })],
  ['a headers function that rejects', (s) => sse('http://h/', { headers: () => Promise.reject(new Error(s)) })],
  ['a headers function that rejects with text', (s) => sse('http://h/', { headers: () => failWith(s) })],
  ['a headers function of a wrong value', (s) => sse('http://h/', { headers: () => ({ 'X-Token': `${s}\nb` }) })],
  ['a body function that throws', (s) => sse('http://h/', { method: 'POST', body: () => fail(s) })],
  ['a method function that throws', (s) => sse('http://h/', { method: () => fail(s) })],
  ['headers with an EventSource', (s) => sse('http://h/', { via: 'event-source', headers: { a: s } })],
  ['a body with an EventSource', (s) => sse('http://h/', { via: 'event-source', body: s })],
  ['a body that is a stream', (s) => sse('http://h/', { method: 'POST', body: { getReader: () => s, [s]: s } })],
  ['a body without a method', (s) => sse('http://h/', { body: s })],
];

const options: Input[] = [
  // The pages of the end-to-end tests are production builds, without checks of options.
  ['a url that is a symbol', (s) => sse(Symbol(s) as never), 'node'],
  ['a url function that throws', (s) => sse(() => fail(`http://h/?token=${s} ${s}`))],
  ['a url function that returns something else', (s) => sse((() => ({ toString: () => s })) as never)],
  ['a url function that returns a symbol', (s) => sse((() => Symbol(s)) as never)],
  ['a url function whose fetch fails', (s) => sse(async () => (await fetch(`http://[${s}`)).text())],
  ['a query that is text', (s) => sse('http://h/', { query: s })],
  ['a query value that is an object', (s) => sse('http://h/', { query: { token: { [s]: s } } })],
  ['a query value that is a symbol', (s) => sse('http://h/', { query: { token: Symbol(s) } })],
  ['a query value that is an array', (s) => sse('http://h/', { query: { token: [s] } })],
  ['half a character in the query', (s) => sse('http://h/', { query: { token: `${s}\ud83d` } })],
  ['a URL in place of a function', (s) => sse('http://h/', { fetch: `http://u:${s}@h/?t=${s}` })],
  ['a URL in place of a gate', (s) => sse('http://h/', { gate: `/gate?token=${s}` })],
  ['resume.from with a line break', (s) => sse('http://h/', { resume: { from: `${s}\r` } })],
  ['resume.from that is too long', (s) => sse('http://h/', { resume: { from: s.repeat(200) } })],
  ['resume.from that is a symbol', (s) => sse('http://h/', { resume: { from: Symbol(s) } })],
];

const cursors: Input[] = [
  ['a stored cursor with a line break', (s, { http: to }) => sse(`${to}/status/404`, store(`${s}\r\n`))],
  ['a stored cursor of half a character', (s, { http: to }) => sse(`${to}/status/404`, store(`${s}\ud83d`))],
  [
    'a store that cannot write',
    (s, { http: to }) =>
      sse(
        body(to, `id: ${s}\ndata: 1\n\n`),
        store('', (id) => fail(`cannot write ${String(id)}`)),
      ),
  ],
  ['an id that is too long', (s, { http: to }) => logged(sse(body(to, `id: ${s.repeat(200)}\ndata: 1\n\n`)))],
  [
    'an id with a line break',
    (s, { http: to }) => http(body(to, '1\n', 'text/plain'), { id: () => `${s}\r`, onEnd: 'reconnect' }),
  ],
  [
    'resume.confirm that throws',
    (s, { http: to }) =>
      sse(body(to, 'data: 1\n\n'), {
        resume: { from: s, confirm: ({ cursor }: { cursor: string }) => fail(`no ${cursor}`) },
      }),
  ],
];

/** Not every rejection is an error. */
function failWith(reason: unknown): Promise<never> {
  return firstValueFrom(throwError(() => reason));
}

export const REQUEST_INPUTS: readonly Input[] = [...urls(), ...answers, ...headers, ...options, ...cursors];
