import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import { of } from 'rxjs';
import { pollingStream$ } from '../transports/polling/polling-stream';
import type { PushEvent } from '../vocabulary/push-event';
import type { PushOptions } from './push-options';

interface Price {
  readonly symbol: string;
  readonly cents: number;
}

describe.each<readonly [string, PushOptions<Price>['schema']]>([
  ['zod', z.object({ symbol: z.string(), cents: z.number() })],
  ['valibot', v.object({ symbol: v.string(), cents: v.number() })],
  ['arktype', type({ symbol: 'string', cents: 'number' })],
])('a schema of %s', (_library, schema) => {
  const answers = [
    { symbol: 'A', cents: 1 },
    { symbol: 'B', cents: 'two' },
    { symbol: 'C', cents: 3 },
  ] as Price[];

  function run(options: PushOptions<Price>): unknown[] {
    const seen: unknown[] = [];
    const subscription = pollingStream$<Price>(() => of(...answers), {
      ...options,
      schema,
      observe: 'events',
    }).subscribe({
      next: (event) => seen.push(event),
      error: (error: unknown) => seen.push(error),
    });
    subscription.unsubscribe();
    return seen;
  }

  it('delivers valid messages and reports the others with their raw value', () => {
    const events = run({}) as PushEvent<Price>[];
    expect(events.map(({ kind }) => kind)).toEqual(['connecting', 'open', 'message', 'rejected', 'message']);
    expect(events[3]).toMatchObject({ raw: answers[1], error: { code: 'schema', transient: false } });
  });

  it('names the path of the invalid value', () => {
    const rejected = run({})[3] as Extract<PushEvent<Price>, { kind: 'rejected' }>;
    expect(rejected.error.message).toContain('cents');
  });

  it('ends with the error where onInvalid is "error"', () => {
    expect(run({ onInvalid: 'error' }).at(-1)).toMatchObject({ code: 'schema', transport: 'polling' });
  });
});

describe('a schema', () => {
  it('may transform what it validates', () => {
    const seen: unknown[] = [];
    const schema = z.string().transform(Number);
    pollingStream$<number>(() => ['42'] as unknown as number[], { schema, until: () => true }).subscribe((value) => {
      seen.push(value);
    });
    expect(seen).toEqual([42]);
  });

  it('that is asynchronous ends the stream, because messages would overtake each other', () => {
    const errors: unknown[] = [];
    const schema = {
      '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => Promise.resolve({ value }) },
    } as const;
    pollingStream$<unknown>(() => [1], { schema, retry: false }).subscribe({
      error: (error: unknown) => errors.push(error),
    });
    expect(errors).toMatchObject([{ code: 'unsupported' }]);
  });

  it('that is asynchronous is recognized by its then method, whatever the class of its promise', () => {
    const thenable = { then: jest.fn() };
    const schema = { '~standard': { version: 1, vendor: 'test', validate: () => thenable } } as never;
    const errors: unknown[] = [];
    pollingStream$<unknown>(() => [1], { schema, retry: false }).subscribe({
      error: (error: unknown) => errors.push(error),
    });
    expect(errors).toMatchObject([{ code: 'unsupported' }]);
    // Its rejection needs a handler. Otherwise it is reported as unhandled.
    expect(thenable.then).toHaveBeenCalledWith(undefined, expect.any(Function));
  });

  it('that is not a schema makes the call throw', () => {
    expect(() => pollingStream$('/x', { schema: {} as never })).toThrow(/schema .*an object/);
  });
});
