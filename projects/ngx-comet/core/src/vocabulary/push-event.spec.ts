import { run } from '../spec-support/session-harness';
import { inVirtualTime } from '../spec-support/virtual-time';
import { broken } from '../spec-support/session-harness';
import { pushEvent, type PushEvent } from './push-event';

const MARK = Symbol.for('ngx-comet.event');

function isMarked(event: unknown): boolean {
  return (event as Record<symbol, unknown>)[MARK] === true;
}

describe('pushEvent', () => {
  const given: PushEvent<never> = { kind: 'paused', reason: 'offline' };

  it('marks a copy of an event', () => {
    expect(isMarked(pushEvent(given))).toBe(true);
    expect(isMarked(given)).toBe(false);
  });

  it('leaves the event as it looks', () => {
    const event = pushEvent(given);
    expect(event).toStrictEqual(given);
    expect(JSON.stringify(event)).toBe('{"kind":"paused","reason":"offline"}');
    expect({ ...event }).toEqual(given);
    expect(Reflect.ownKeys(event)).toEqual(['kind', 'reason']);
    expect(Object.prototype.toString.call(event)).toBe('[object Object]');
  });
});

describe('the events of a session', () => {
  inVirtualTime(() => undefined);

  it('are all marked', () => {
    const decode = (raw: unknown): string => {
      if (raw === 'bad') throw new SyntaxError('bad');
      return String(raw);
    };
    const { seen, last, subscription } = run({ decode });
    last().sink.open();
    last().sink.message('1', 'message', undefined);
    last().sink.message('bad', 'message', undefined);
    last().sink.comment('ping');
    last().sink.lost(broken);
    subscription.unsubscribe();
    expect(seen.map((event) => [(event as PushEvent<string>).kind, isMarked(event)])).toEqual([
      ['connecting', true],
      ['open', true],
      ['message', true],
      ['rejected', true],
      ['comment', true],
      ['lost', true],
    ]);
  });
});
