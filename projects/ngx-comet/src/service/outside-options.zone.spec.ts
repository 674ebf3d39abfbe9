import 'zone.js';
import { NgZone, provideZoneChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { BehaviorSubject, NEVER, Subject } from 'rxjs';
import { PushService } from '../public-api';

const zoneNow = (): string => (NgZone.isInAngularZone() ? 'inside' : 'outside');

describe('a stream whose option emits inside the zone', () => {
  let zone: NgZone;
  let push: PushService;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: [provideZoneChangeDetection()] });
    zone = TestBed.inject(NgZone);
    push = TestBed.inject(PushService);
  });

  it.each([
    ['gate', true],
    ['pauseWhile', false],
  ] as const)('connects outside the zone when "%s" emits', (option, runs) => {
    const values = new BehaviorSubject(!runs);
    const calls: string[] = [];
    const url = (): Promise<string> => {
      calls.push(zoneNow());
      return new Promise(() => undefined);
    };
    const subscription = zone.run(() => push.sse$(url, { [option]: values }).subscribe());
    expect(calls).toEqual([]);
    zone.run(() => values.next(runs));
    expect(calls).toEqual(['outside']);
    subscription.unsubscribe();
  });

  it('encodes the values of "outgoing" outside the zone', () => {
    const outgoing = new Subject<string>();
    const encoded: string[] = [];
    const encode = (value: string): string => {
      encoded.push(`${value} ${zoneNow()}`);
      return value;
    };
    const unsent = (): void => undefined;
    const stream = push.websocket$<unknown, string>('ws://host/feed', { outgoing, encode, gate: NEVER, unsent });
    const subscription = zone.run(() => stream.subscribe());
    zone.run(() => outgoing.next('sent'));
    expect(encoded).toEqual(['sent outside']);
    subscription.unsubscribe();
  });
});
