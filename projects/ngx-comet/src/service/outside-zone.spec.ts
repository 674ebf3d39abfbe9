import 'zone.js';
import {
  afterEveryRender,
  ApplicationRef,
  ChangeDetectionStrategy,
  Component,
  NgZone,
  provideZoneChangeDetection,
  provideZonelessChangeDetection,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { batchFrames, conflateBy, hidden, syncedWith, type PushEvent } from 'ngx-comet/core';
import { BehaviorSubject, map, NEVER, Observable, of, Subject, take } from 'rxjs';
import { calledInside, deliveredOutside, outsideZone } from './outside-zone';

let passes = 0;

// Its template is empty, because jsdom adds a microtask to the zone when the document changes.
@Component({ template: '', changeDetection: ChangeDetectionStrategy.OnPush })
class View {
  value = 0;

  constructor() {
    afterEveryRender({
      read: () => {
        passes++;
      },
    });
  }
}

describe('outsideZone', () => {
  describe('with zone.js', () => {
    let zone: NgZone;
    let view: View;

    beforeEach(async () => {
      TestBed.configureTestingModule({ providers: [provideZoneChangeDetection()] });
      const fixture = TestBed.createComponent(View);
      TestBed.inject(ApplicationRef).attachView(fixture.componentRef.hostView);
      view = fixture.componentInstance;
      zone = TestBed.inject(NgZone);
      await fixture.whenStable();
      passes = 0;
    });

    /** A source that emits outside the zone, like the network. */
    function driven(): { stream: Observable<number>; push: (...values: number[]) => void } {
      const source = new Subject<number>();
      return {
        stream: outsideZone(zone, source),
        push: (...values) => zone.runOutsideAngular(() => values.forEach((value) => source.next(value))),
      };
    }

    const turnIsOver = (): Promise<void> => zone.runOutsideAngular(() => Promise.resolve().then(() => undefined));

    it('detects changes once for all messages of a turn', async () => {
      const { stream, push } = driven();
      const subscription = stream.subscribe((value) => (view.value = value));
      push(...Array(500).keys());
      await turnIsOver();
      expect(passes).toBe(1);
      push(1);
      await turnIsOver();
      expect(passes).toBe(2);
      subscription.unsubscribe();
    });

    it('delivers each message at once, in order and inside the zone', () => {
      const { stream, push } = driven();
      const seen: [number, boolean][] = [];
      const subscription = stream.subscribe((value) => seen.push([value, NgZone.isInAngularZone()]));
      push(1, 2);
      expect(seen).toEqual([
        [1, true],
        [2, true],
      ]);
      subscription.unsubscribe();
    });

    it('stops in the middle of a chunk when the subscriber unsubscribes', () => {
      const { stream, push } = driven();
      const seen: number[] = [];
      stream.pipe(take(2)).subscribe((value) => seen.push(value));
      push(1, 2, 3);
      expect(seen).toEqual([1, 2]);
    });

    it('triggers no change detection between messages', async () => {
      jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick'] });
      let ticks = 0;
      const stream = outsideZone(
        zone,
        new Observable<never>(() => {
          const heartbeat = setInterval(() => {
            ticks++;
            void Promise.resolve().then(() => undefined);
          }, 1_000);
          return () => clearInterval(heartbeat);
        }),
      );
      const subscription = zone.run(() => stream.subscribe());
      await turnIsOver();
      passes = 0;
      jest.advanceTimersByTime(10_000);
      await turnIsOver();
      expect(ticks).toBe(10);
      expect(passes).toBe(0);
      subscription.unsubscribe();
      jest.useRealTimers();
    });

    it('completes and errors inside the zone', () => {
      const ends: unknown[] = [];
      const where = (): boolean => NgZone.isInAngularZone();
      outsideZone(zone, of()).subscribe({ complete: () => ends.push(where()) });
      outsideZone(zone, new Observable((subscriber) => subscriber.error('broken'))).subscribe({
        error: (error) => ends.push(error, where()),
      });
      expect(ends).toEqual([true, 'broken', true]);
    });

    describe.each([
      ['batchFrames', batchFrames<number>()],
      ['conflateBy', conflateBy<number>((value) => value)],
    ])('before %s', (_name, operator) => {
      it('detects changes once per batch, and not for values that are held back', async () => {
        const { stream, push } = driven();
        const seen: boolean[] = [];
        const subscription = stream.pipe(operator).subscribe((batch) => {
          seen.push(NgZone.isInAngularZone());
          view.value = batch.length;
        });
        const frame = new Promise((resolve) => zone.runOutsideAngular(() => requestAnimationFrame(resolve)));
        for (let chunk = 0; chunk < 5; chunk++) {
          push(chunk, chunk + 100);
          await turnIsOver();
        }
        expect(passes).toBe(0);
        await frame;
        await new Promise((resolve) => zone.runOutsideAngular(() => requestAnimationFrame(resolve)));
        expect(seen).toEqual([true]);
        expect(passes).toBe(1);
        expect(view.value).toBe(10);
        subscription.unsubscribe();
      });
    });

    it('before syncedWith and batchFrames: loads inside, and detects changes once per batch', async () => {
      const source = new Subject<PushEvent<number>>();
      const push = (...events: PushEvent<number>[]): void =>
        zone.runOutsideAngular(() => events.forEach((event) => source.next(event)));
      const load = jest.fn(() => [NgZone.isInAngularZone()]);
      const seen: unknown[] = [];
      const subscription = outsideZone(zone, source)
        .pipe(syncedWith({ load, includes: () => false, apply: (state) => state }), batchFrames())
        .subscribe((batch) => {
          seen.push([batch, NgZone.isInAngularZone()]);
          view.value = batch.length;
        });
      const frame = (): Promise<unknown> =>
        new Promise((resolve) => zone.runOutsideAngular(() => requestAnimationFrame(resolve)));
      push({ kind: 'open', transport: 'sse', continuity: 'first' });
      await frame();
      await frame();
      expect(seen).toEqual([[[true], true]]);
      passes = 0;
      for (let data = 0; data < 5; data++) {
        push({ kind: 'message', message: { data, event: 'message', id: undefined, transport: 'sse' } });
        await turnIsOver();
      }
      expect(passes).toBe(0);
      await frame();
      await frame();
      expect(seen).toEqual([
        [[true], true],
        [Array(5).fill(true), true],
      ]);
      expect(passes).toBe(1);
      expect(load).toHaveBeenCalledTimes(1);
      subscription.unsubscribe();
    });

    it('delivers the values of gates outside the zone, and keeps their pause reason', () => {
      const gate = new BehaviorSubject(true);
      const inside: boolean[] = [];
      const subscription = deliveredOutside(zone, gate).subscribe(() => inside.push(NgZone.isInAngularZone()));
      zone.run(() => gate.next(false));
      expect(inside).toEqual([false, false]);
      subscription.unsubscribe();
      const reason = Symbol.for('ngx-comet.pause-reason');
      expect((deliveredOutside(zone, hidden()) as unknown as Record<symbol, unknown>)[reason]).toBe('hidden');
    });

    it('calls functions of the application inside, and delivers their values outside', () => {
      const where: [string, boolean][] = [];
      const note = (what: string): number => where.push([what, NgZone.isInAngularZone()]);
      const call = calledInside(zone, (n: number) => {
        note('called');
        return of(n).pipe(map((one) => (note('emitting'), one)));
      });
      zone.runOutsideAngular(() => (call(1) as Observable<number>).subscribe(() => note('emitted')));
      expect(where).toEqual([
        ['called', true],
        ['emitting', true],
        ['emitted', false],
      ]);
      expect(calledInside(zone, () => 'no source')()).toBe('no source');
    });
  });

  it('passes values on as they are in a zoneless app', () => {
    // Angular warns because this file loads zone.js.
    jest.spyOn(console, 'warn').mockReturnValue();
    TestBed.configureTestingModule({ providers: [provideZonelessChangeDetection()] });
    const zone = TestBed.inject(NgZone);
    const source: Observable<PushEvent<never>> = NEVER;
    const call = (): Observable<never> => NEVER;
    const seen: unknown[] = [];
    outsideZone(zone, of(1, 2)).subscribe((value) => seen.push(value));
    expect(seen).toEqual([1, 2]);
    expect(deliveredOutside(zone, source)).toBe(source);
    expect(calledInside(zone, call)).toBe(call);
  });
});
