import type { PollSource, PollingStreamOptions } from './polling-stream-options';
import type { Verdict } from '../../session/plan';
import { wallTime } from '../../platform/monotonic-clock';
import { intervalOr, pollPace } from '../../schedule/poll-pace';
import { httpRequest } from '../../route/http-request';
import type { Route } from '../../route/route';
import { pollFunction } from './poll-function';
import { pollUrl } from './poll-url';
import { limitPoll } from './limit-poll';
import { cursorHeader, resolveHttpFraming } from '../../framing/resolve-framing';
import { numberOr } from '../../platform/number-or';
import { wireOf } from '../../platform/wire';
import { ownOptions } from '../../platform/own';

/** The route of {@link pollingStream$}. The options must be checked already. */
export function viaPolling<T>(source: PollSource<T>, given: PollingStreamOptions<T> = {}): Route<T> {
  const options = ownOptions(given);
  const { mode = 'short', adaptive, until, distinct, id } = options;
  const interval = intervalOr(5_000, options.interval);
  const jitter = numberOr(0.1, options.jitter, 0, 1);
  const timeout = numberOr(mode === 'long' ? 60_000 : 30_000, options.timeout);
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
                ...httpRequest('polling', options, settings, defaults, cursorHeader(options.framing)),
              }),
        judge: judgeBy(distinct, until),
      });
      let series = begin();
      return {
        transport: 'polling',
        opensWithAnswer: true,
        // A poll has its own time limit, and a long poll opens only when there is news.
        connectTimeout: numberOr(0, options.connectTimeout),
        connect: limitPoll((attempt, sink) => series.poll(attempt, sink), { mode, timeout, clock: settings.clock }),
        idOf: id,
        judge: series.judge && ((data) => series.judge?.(data) ?? 'deliver'),
        repeatAfter: pollPace({
          mode,
          interval,
          jitter,
          adaptive,
          timeout,
          random: () => wireOf(settings.clock)?.jitter ?? Math.random(),
          now: () => wallTime(settings.clock),
        }),
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
