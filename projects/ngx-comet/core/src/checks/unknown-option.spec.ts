import { firstValueFrom, NEVER, of } from 'rxjs';
import {
  batchFrames,
  bounded,
  conflateBy,
  connection,
  constant,
  exponential,
  honouringServer,
  httpStream$,
  jsonp$,
  pollingStream$,
  retryWithBackoff,
  sse$,
  validate,
  viaHttpStream,
  viaJsonpPolling,
  viaLongPolling,
  viaSse,
  viaWebSocket,
  websocket$,
} from '../public-api';
import { numberOr } from '../platform/number-or';
import { settings } from '../session/settings';

type Options = Record<string, unknown>;
type Call = (options: object) => unknown;

const URL_ = 'https://example.test/feed';
const CALLS: readonly [string, Call][] = [
  ['sse$', (options) => sse$(URL_, options)],
  ['httpStream$', (options) => httpStream$(URL_, options)],
  ['websocket$', (options) => websocket$(URL_, options)],
  ['pollingStream$', (options) => pollingStream$(URL_, options)],
  ['jsonp$', (options) => jsonp$(URL_, options)],
  ['viaSse', (options) => viaSse(URL_, options)],
  ['viaHttpStream', (options) => viaHttpStream(URL_, options)],
  ['viaWebSocket', (options) => viaWebSocket(URL_, options)],
  ['viaLongPolling', (options) => viaLongPolling(URL_, options)],
  ['viaJsonpPolling', (options) => viaJsonpPolling(URL_, options)],
  ['connection', (options) => connection([viaSse(URL_)], options)],
];

describe.each(CALLS)('%s', (caller, call) => {
  it('names the option that was probably meant', () => {
    expect(() => call({ retires: constant(1) })).toThrow(
      new TypeError(`${caller}: unknown option "retires". Did you mean "retry"?`),
    );
  });

  it('knows what other libraries call an option', () => {
    expect(() => call({ reconnectInterval: 1_000 })).toThrow(
      `unknown option "reconnectInterval". Did you mean "retry"?`,
    );
  });

  it('checks nested objects', () => {
    expect(() => call({ resume: { headr: 'Last-Event-ID' } })).toThrow(
      new TypeError(`${caller}: unknown option "resume.headr". Did you mean "resume.header"?`),
    );
  });

  it('suggests nothing for a name that is like no option, and shows no value', () => {
    expect(() => call({ somethingElseAltogether: 'secret' })).toThrow(
      new TypeError(`${caller}: unknown option "somethingElseAltogether".`),
    );
  });

  it('takes undefined as left out', () => {
    expect(() => call({ retires: undefined, retry: undefined })).not.toThrow();
  });

  it.each([null, 'sse', 7])('refuses %p in place of the options', (wrong) => {
    expect(() => call(wrong as unknown as object)).toThrow(/^options of .* must be an object, got /);
  });
});

it.each<[string, Call]>([
  ['batchFrames', (options) => batchFrames(options)],
  ['conflateBy', (options) => conflateBy(String, options)],
  ['bounded', (options) => bounded({ max: 1, overflow: 'error', ...options })],
  ['retryWithBackoff', (options) => retryWithBackoff(constant(1), options)],
  ['honouringServer', (options) => honouringServer(options)],
])('%s refuses an unknown option, and names those that it takes', (caller, call) => {
  expect(() => call({ unheardOfOption: 1 })).toThrow(TypeError);
  expect(() => call({ unheardOfOption: 1 })).toThrow(`${caller}: unknown option "unheardOfOption". It takes `);
});

it('validate refuses an unknown option', () => {
  const schema = { '~standard': { version: 1 as const, vendor: 'test', validate: () => ({ value: 1 }) } };
  const options: Options = { onInvalidd: () => undefined };
  expect(() => validate(schema, options)).toThrow('Did you mean "onInvalid"?');
});

it('says what to do where the name of a schedule stands in place of its call', async () => {
  const retry = exponential as unknown as ReturnType<typeof exponential>;
  const refused = sse$(URL_, { retry, fetch: () => Promise.reject(new TypeError('no network')) });
  await expect(firstValueFrom(refused)).rejects.toThrow(
    'call the function: retry: exponential(1_000), not its name alone',
  );
});

describe('a production build of Angular, which does not check options', () => {
  const platform = globalThis as { ngDevMode?: unknown };
  const { ngDevMode } = platform;

  beforeEach(() => {
    platform.ngDevMode = false;
  });

  afterEach(() => {
    platform.ngDevMode = ngDevMode;
    jest.useRealTimers();
  });

  it.each(CALLS)('%s ignores unknown options', (_, call) => {
    expect(() => call({ retires: 3 })).not.toThrow();
  });

  it('has the default in place of a number that is wrong', () => {
    const given = {
      stableAfter: NaN,
      connectTimeout: -1,
      idleTimeout: NaN,
      maxMessageSize: NaN,
      resume: { window: -1 },
    };
    expect(settings<unknown>(given)).toMatchObject({
      stableAfter: 5_000,
      connectTimeout: 15_000,
      idleTimeout: 0,
      maxMessageSize: 16 * 1024 * 1024,
      window: 1_000,
    });
    expect(numberOr(1_000, '5' as unknown as number)).toBe(1_000);
  });

  it.each([NaN, -1, 'soon'])('waits 20 s where a schedule is made from %p', (wrong) => {
    expect(constant(wrong as number)({ attempt: 1 } as never)).toBe(20_000);
  });

  it.each([NaN, -1, 'soon'])('polls every 5 s with the interval %p', (wrong) => {
    jest.useFakeTimers();
    const poll = jest.fn(() => of(1));
    const options = { interval: wrong as number, jitter: 0, timeout: NaN, gate: of(true), wake: NEVER };
    const subscription = pollingStream$(poll, options).subscribe();
    jest.advanceTimersByTime(4_999);
    expect(poll).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(1);
    expect(poll).toHaveBeenCalledTimes(2);
    subscription.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
  });
});
