import { of, throwError, VirtualTimeScheduler, type Observable } from 'rxjs';
import { setWallClock } from '../spec-support/fake-time';
import type { ConnectionStatus } from '../vocabulary/connection-status';
import { PushError } from '../vocabulary/push-error';
import type { PushEvent } from '../vocabulary/push-event';
import { toStatus } from './to-status';

const broken = new PushError('network', 'broken', { transient: true });
const refused = new PushError('http', '403', { transient: false, status: 403 });

describe('toStatus', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 1_000 });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  function reduced(events: Observable<PushEvent<unknown>>): ConnectionStatus[] {
    const seen: ConnectionStatus[] = [];
    events.pipe(toStatus()).subscribe((status) => seen.push(status));
    return seen;
  }

  it('emits a status for every event that changes it, with times', () => {
    const message = { data: 1, event: 'message', id: undefined, transport: 'sse' } as const;
    expect(
      reduced(
        of<PushEvent<unknown>[]>(
          { kind: 'connecting', transport: 'sse', attempt: 3 },
          { kind: 'open', transport: 'sse', continuity: 'resumed' },
          { kind: 'message', message },
          { kind: 'rejected', raw: '{', error: broken },
          { kind: 'lost', transport: 'sse', error: broken, retryIn: 500 },
          { kind: 'paused', reason: 'offline' },
        ),
      ),
    ).toEqual([
      { phase: 'connecting', transport: 'sse', attempt: 3 },
      { phase: 'open', transport: 'sse', since: 1_000, continuity: 'resumed' },
      { phase: 'waiting', transport: 'sse', attempt: 3, error: broken, retryAt: 1_500 },
      { phase: 'paused', reason: 'offline' },
      { phase: 'closed' },
    ]);
  });

  it('shows the time of the day, also after somebody set the clock', () => {
    setWallClock(3_600_000);
    const open: PushEvent<unknown> = { kind: 'open', transport: 'sse', continuity: 'first' };
    expect(reduced(of(open))[0]).toMatchObject({ since: 3_601_000 });
  });

  it("shows the time of a clock of the caller's", () => {
    const clock = new VirtualTimeScheduler();
    const lost: PushEvent<unknown> = { kind: 'lost', transport: 'sse', error: broken, retryIn: 500 };
    const seen: ConnectionStatus[] = [];
    of(lost)
      .pipe(toStatus(clock))
      .subscribe((status) => seen.push(status));
    expect(seen[0]).toMatchObject({ retryAt: 500 });
  });

  it('emits a status for an error of the source, and completes', () => {
    expect(reduced(throwError(() => refused))).toEqual([{ phase: 'closed', error: refused }]);
    expect(reduced(throwError(() => ({ status: 500 })))).toMatchObject([{ phase: 'closed', error: { code: 'http' } }]);
  });
});
