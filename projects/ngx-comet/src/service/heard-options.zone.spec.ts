import 'zone.js';
import { NgZone, provideZoneChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { BehaviorSubject, NEVER, Subject } from 'rxjs';
import { PushService } from '../public-api';

const here = (): string => (NgZone.isInAngularZone() ? 'inside' : 'outside');

describe('what the application tells a stream from inside the zone', () => {
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
  ] as const)('by the option "%s" has it connect outside', (option, runs) => {
    const told = new BehaviorSubject(!runs);
    const asked: string[] = [];
    const url = (): Promise<string> => {
      asked.push(here());
      return new Promise(() => undefined);
    };
    const subscription = zone.run(() => push.sse$(url, { [option]: told }).subscribe());
    expect(asked).toEqual([]);
    zone.run(() => told.next(runs));
    expect(asked).toEqual(['outside']);
    subscription.unsubscribe();
  });

  it('by the option "outgoing" is encoded outside', () => {
    const outgoing = new Subject<string>();
    const encoded: string[] = [];
    const encode = (value: string): string => {
      encoded.push(`${value} ${here()}`);
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
