import { computed, Injector } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { of, Subject, type Observable } from 'rxjs';
import { pushSignal, type ConnectionStatus, type PushEvent } from '../public-api';

describe('a connection that is followed', () => {
  const open: ConnectionStatus = { phase: 'open', transport: 'sse', since: 0, continuity: 'first' };
  const closed: ConnectionStatus = { phase: 'closed' };

  it.each<[string, (values: Subject<number>) => void]>([
    ['completed', (values) => values.complete()],
    ['failed', (values) => values.error(new Error('no'))],
  ])('is followed no more after its values %s, when others open it again', (_name, end) => {
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

describe('pushSignal says by its name', () => {
  const once = (): Observable<number> => of(1);

  it('that it needs an injection context', () => {
    expect(() => pushSignal(once(), { initialValue: 0 })).toThrow(/NG0203: pushSignal\(\)/);
  });

  it('that it may not be called where signals are read, and what to do instead', () => {
    const injector = TestBed.inject(Injector);
    const reading = computed(() => pushSignal(once(), { initialValue: 0, injector }).value());
    expect(reading).toThrow(/NG0602: pushSignal\(\) .*Subscribe once, where the signals live, and read them here\./);
  });
});
