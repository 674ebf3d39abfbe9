import { checkAll, type Kind } from '../../checks/check';
import { aFunction, milliseconds, objectOf, oneOf } from '../../checks/kinds';
import { checkHttpOptions } from '../../http/check-http-options';
import type { PollSource, PollingStreamOptions } from './polling-stream-options';
import type { Verdict } from '../../session/plan';
import { pollPace } from '../../schedule/poll-pace';
import { httpRequest } from '../../route/http-request';
import type { Route } from '../../route/route';
import { checkPushOptions } from '../../session/check-push-options';
import { checkUrl } from '../../url/check-url';
import { pollFunction } from './poll-function';
import { pollUrl } from './poll-url';
import { limitPoll } from './limit-poll';
import { cursorHeader, resolveHttpFraming } from '../../framing/resolve-framing';
import { ownOptions } from '../../platform/own';

/** The route of {@link pollingStream$}. */
export function viaPolling<T>(source: PollSource<T>, given: PollingStreamOptions<T> = {}): Route<T> {
  const options = ownOptions(given);
  checkUrl(source, 'source');
  checkPushOptions(options);
  checkHttpOptions(options);
  checkAll(options, {
    mode: oneOf('short', 'long'),
    interval: (value, option) => typeof value !== 'function' && value !== Infinity && milliseconds(value, option),
    timeout: milliseconds,
    jitter: numberFrom(0, 1, 'a number from 0 to 1'),
    adaptive: objectOf({ max: milliseconds, factor: numberFrom(1, Number.MAX_VALUE, 'a number of at least 1') }),
    until: aFunction,
    distinct: aFunction,
    id: aFunction,
  });
  const { mode = 'short', interval = 5_000, jitter = 0.1, adaptive, until, distinct, id } = options;
  const timeout = options.timeout ?? (mode === 'long' ? 60_000 : 30_000);
  const framing = options.framing === undefined ? undefined : resolveHttpFraming(options.framing);
  return {
    transport: 'polling',
    own: options,
    plan: (settings, defaults) => {
      /** What knows past answers. */
      const begin = () => ({
        poll:
          typeof source === 'function'
            ? pollFunction(source)
            : pollUrl({
                url: source,
                framing,
                binary: settings.decode.binary === true,
                acceptsHtml: settings.decode.text === true,
                ...httpRequest(options, settings, defaults, cursorHeader(options.framing)),
              }),
        judge: judgeBy(distinct, until),
      });
      let series = begin();
      return {
        transport: 'polling',
        opensWithAnswer: true,
        // A poll has its own time limit, and a long poll opens only when there is news.
        connectTimeout: options.connectTimeout ?? 0,
        connect: limitPoll((attempt, sink) => series.poll(attempt, sink), { mode, timeout, clock: settings.clock }),
        idOf: id,
        judge: series.judge && ((data) => series.judge?.(data) ?? 'deliver'),
        repeatAfter: pollPace({ mode, interval, jitter, adaptive, timeout, random: () => Math.random() }),
        forget: () => {
          series = begin();
        },
      };
    },
  };
}

/**
 * Returns the verdicts of `distinct` and `until`. Each subscription, and each user, needs its own, because it keeps the
 * message before.
 */
function judgeBy<T>(
  distinct: ((previous: T, current: T) => boolean) | undefined,
  until: ((data: T) => boolean) | undefined,
): ((data: T) => Verdict) | undefined {
  if (distinct === undefined && until === undefined) return undefined;
  let previous: { readonly data: T } | undefined;
  return (data) => {
    if (distinct !== undefined) {
      if (previous !== undefined && distinct(previous.data, data)) return 'drop';
      previous = { data };
    }
    return until?.(data) === true ? 'last' : 'deliver';
  };
}

function numberFrom(least: number, most: number, what: string): Kind {
  return (value) => !(typeof value === 'number' && value >= least && value <= most) && what;
}
