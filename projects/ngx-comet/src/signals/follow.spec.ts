import { TestBed } from '@angular/core/testing';
import { Subject } from 'rxjs';
import { pushSignal, type ConnectionStatus, type PushEvent } from '../public-api';

describe('a connection in pushSignal', () => {
  const open: ConnectionStatus = { phase: 'open', transport: 'sse', since: 0, continuity: 'first' };
  const closed: ConnectionStatus = { phase: 'closed' };

  it.each<[string, (values: Subject<number>) => void]>([
    ['completes', (values) => values.complete()],
    ['fails', (values) => values.error(new Error('no'))],
  ])('is no longer followed after data$ %s, even if the connection opens again', (_name, end) => {
    const data$ = new Subject<number>();
    const status$ = new Subject<ConnectionStatus>();
    const connection = { data$, status$, events$: new Subject<PushEvent<number>>() };
    const followed = TestBed.runInInjectionContext(() => pushSignal(connection, { initialValue: 0 }));
    status$.next(open);
    data$.next(1);
    status$.next(closed);
    end(data$);
    status$.next(open);
    expect(followed.status()).toEqual(closed);
    expect(followed.value()).toBe(1);
    expect(status$.observed).toBe(false);
  });
});
