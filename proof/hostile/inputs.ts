import type { Dice } from './dice.ts';
import { INJECTED, nameFrom, nastyJson, nastyText } from './texts.ts';

/** One hostile input to push-server. */
export interface Input {
  /** `http`: on a socket of its own. `frame`: on an open WebSocket. `below`: on the socket of an open WebSocket. */
  readonly over: 'http' | 'frame' | 'below';
  readonly bytes: Buffer | string;
  /** The answer must not be a success: the sender has no right to ask. */
  readonly forbidden?: boolean;
}

const FAULTS = [
  'drop',
  'close',
  'refuse',
  'delay',
  'unavailable',
  'status',
  'html',
  'silence',
  'buffer',
  'garbage',
  'ids',
  'ignoreCursors',
  'replay',
  'rotate',
  'cut',
  'renumber',
  'trim',
  'cors',
  'reset',
  '__proto__',
  'toString',
  '',
] as const;
const ROUTES = ['polling', 'long-polling', 'http-stream', 'sse', 'websocket', 'jsonp'] as const;
const PARAMETERS = [
  'cursor',
  'lastEventId',
  'latest',
  'hold',
  'limit',
  'heartbeat',
  'retry',
  'event',
  'framing',
  'batch',
  'every',
  'callback',
  'feed',
  'transport',
  'ms',
  'code',
  'reason',
  'location',
  'retryAfter',
  'count',
  'list',
  'share',
  'from',
  'to',
  'payloads',
  'for',
  'graceful',
  'forget',
  'origins',
  'allowHeaders',
  'exposeHeaders',
  'maxAge',
  'credentials',
  'mode',
  '__proto__',
  'a[b][c]',
] as const;
const METHODS = [
  'GET',
  'GET',
  'POST',
  'HEAD',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'CONNECT',
  'PROPFIND',
  'BREW',
  'get',
] as const;
const HEADERS = [
  'last-event-id',
  'if-none-match',
  'if-modified-since',
  'content-type',
  'content-length',
  'transfer-encoding',
  'expect',
  'upgrade',
  'connection',
  'sec-websocket-key',
  'sec-websocket-version',
  'sec-websocket-extensions',
  'sec-websocket-protocol',
  'cookie',
  'range',
  'access-control-request-method',
  'access-control-request-headers',
  'accept-encoding',
  'te',
  'trailer',
  '__proto__',
  'x',
] as const;
const FOREIGN_HOSTS = [
  'evil.example',
  'localhost.evil.example',
  '127.0.0.1.evil.example:80',
  'a@localhost',
  '',
] as const;
const FOREIGN_ORIGINS = [
  'http://evil.example',
  'null',
  'https://localhost.evil.example',
  'http://localhost@evil.example',
] as const;

interface Head {
  readonly method?: string;
  readonly path: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

function request({ method = 'GET', path, headers = [], body = '' }: Head): string {
  const own = headers.some((line) => /^host:/i.test(line)) ? [] : ['host: localhost'];
  const length = body === '' && method === 'GET' ? [] : [`content-length: ${Buffer.byteLength(body)}`];
  return `${[`${method} ${path} HTTP/1.1`, ...own, 'connection: close', ...length, ...headers].join('\r\n')}\r\n\r\n${body}`;
}

// As a browser or a program writes it, or as it is: then only without what would end the request line.
const encoded = (dice: Dice, text: string): string =>
  dice.chance(0.7) ? encodeURIComponent(text.replace(/\p{Surrogate}/gu, '?')) : text.replace(/[\s]/g, '+');

const query = (dice: Dice): string =>
  dice
    .times(6, () => `${dice.pick(PARAMETERS)}=${encoded(dice, nastyText(dice))}`)
    .join(dice.pick(['&', '&', '&&', ';']));

const feedPath = (dice: Dice): string => `/feeds/${encodeURIComponent(nameFrom(dice))}/${dice.pick(ROUTES)}`;
const headerLine = (dice: Dice): string => `${dice.pick(HEADERS)}: ${nastyText(dice).replace(/[\r\n]/g, ' ')}`;

/** By the kind of input: how one is made. */
export const KINDS: Readonly<Record<string, (dice: Dice) => Input>> = {
  'WebSocket text frames': (dice) => ({
    over: 'frame',
    bytes: dice.chance(0.7)
      ? `{"type":${JSON.stringify(dice.pick(['publish', 'echo', 'subscribe', 'unsubscribe', 'ping', '__proto__']))},"channel":${JSON.stringify(nameFrom(dice))},"cursor":${nastyJson(dice, 1)},"value":${nastyJson(dice)}}`
      : nastyJson(dice),
  }),
  'WebSocket binary frames': (dice) => ({ over: 'frame', bytes: dice.bytes(dice.pick([10, 200, 2_000])) }),
  'bytes below the WebSocket protocol': (dice) => ({ over: 'below', bytes: brokenFrame(dice) }),
  'HTTP headers': (dice) => ({
    over: 'http',
    bytes: request({
      path: dice.chance(0.7) ? feedPath(dice) : '/inspect',
      headers: dice.times(8, () => headerLine(dice)),
    }),
  }),
  'HTTP queries': (dice) => ({ over: 'http', bytes: request({ path: `${feedPath(dice)}?${query(dice)}` }) }),
  'HTTP paths': (dice) => ({
    over: 'http',
    bytes: request({
      method: dice.pick(METHODS),
      path: `${dice.pick(['', '/', '//', '/feeds/', '/control/', '/inspect/', 'http://evil.example/', '*'])}${encoded(dice, nastyText(dice))}`,
    }),
  }),
  'HTTP bodies': (dice) => ({
    over: 'http',
    bytes: request({
      method: dice.pick(['POST', 'PUT', 'GET']),
      path: dice.chance(0.8) ? `/feeds/${nameFrom(dice)}` : '/inspect',
      headers: [
        `content-type: ${dice.pick(['application/json', 'text/plain', 'a', 'multipart/form-data; boundary=', '\u00ff'])}`,
      ],
      body: nastyJson(dice),
    }),
  }),
  'values of faults': (dice) => ({
    over: 'http',
    bytes: request({ method: 'POST', path: `/control/${dice.pick(FAULTS)}?${query(dice)}` }),
  }),
  'raw bytes on the socket': (dice) => ({ over: 'http', bytes: brokenRequest(dice) }),
  'requests by a foreign Host': (dice) => ({
    over: 'http',
    forbidden: true,
    bytes: request({
      method: dice.pick(['GET', 'POST']),
      path: dice.pick([
        '/',
        '/feeds/news/polling',
        '/control/stats',
        '/control/reset',
        '/inspect',
        `/feeds/${nameFrom(dice)}`,
      ]),
      headers: [`host: ${dice.pick(FOREIGN_HOSTS)}`],
      body: '1',
    }),
  }),
  'requests by a foreign Origin': (dice) => ({
    over: 'http',
    forbidden: true,
    bytes: request({
      method: 'POST',
      path: dice.pick([
        '/control/reset',
        '/%63ontrol/silence',
        '/control/restart',
        '/inspect',
        `/feeds/f${dice.below(9)}`,
      ]),
      headers: [`origin: ${dice.pick(FOREIGN_ORIGINS)}`],
      body: '1',
    }),
  }),
};

/** A frame with wrong bits, lengths, masks or close codes (RFC 6455 §5), or no frame at all. */
function brokenFrame(dice: Dice): Buffer {
  if (dice.chance(0.3)) return dice.bytes(100);
  const payload = dice.bytes(dice.pick([0, 5, 130]));
  const length = dice.pick([payload.length, 0, 125, 126, 127, 255]) & 0xff;
  const extended = dice.chance(0.5) ? Buffer.alloc(0) : dice.bytes(8);
  return Buffer.concat([Buffer.from([dice.below(256), length]), extended, dice.bytes(4), payload]);
}

/** No HTTP, or HTTP with one thing broken. */
function brokenRequest(dice: Dice): Buffer {
  if (dice.chance(0.3)) return dice.bytes(300);
  const whole = Buffer.from(
    request({ path: feedPath(dice), headers: [headerLine(dice), `${INJECTED}-in: 1`] }),
    'latin1',
  );
  switch (dice.below(4)) {
    case 0:
      return whole.subarray(0, dice.below(whole.length));
    case 1: {
      const at = dice.below(whole.length);
      return Buffer.concat([whole.subarray(0, at), dice.bytes(8), whole.subarray(at)]);
    }
    case 2:
      return Buffer.from(
        `POST /inspect HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n${nastyText(dice)}\r\n`,
      );
    default:
      return Buffer.concat([whole, whole, dice.bytes(50), whole]);
  }
}
