import { type as arktype } from 'arktype';
import { concat, NEVER, of, throwError } from 'rxjs';
import * as v from 'valibot';
import { z } from 'zod';
import { PushError } from '../vocabulary/push-error';
import { validate } from './validate';

describe('validate', () => {
  const schemas = [
    ['zod', z.object({ price: z.number() })],
    ['valibot', v.object({ price: v.number() })],
    ['arktype', arktype({ price: 'number' })],
  ] as const;

  it.each(schemas)('emits values that are valid for %s, and errors at the first invalid one', (_name, schema) => {
    const seen: unknown[] = [];
    of({ price: 1 }, { price: 'two' }, { price: 3 })
      .pipe(validate(schema))
      .subscribe({ next: (value) => seen.push(value), error: (error) => seen.push(error) });
    expect(seen[0]).toEqual({ price: 1 });
    expect(seen[1]).toBeInstanceOf(PushError);
    expect(seen[1]).toMatchObject({ code: 'schema', transient: false });
    expect((seen[1] as Error).message).toContain('price');
    expect(seen).toHaveLength(2);
  });

  it('emits the output of the schema', () => {
    const seen: unknown[] = [];
    of('2026-01-02T00:00:00Z')
      .pipe(validate(z.string().transform((text) => new Date(text).getUTCFullYear())))
      .subscribe((value) => seen.push(value));
    expect(seen).toEqual([2026]);
  });

  it('calls onInvalid with dropped values', () => {
    const seen: unknown[] = [];
    const invalid: unknown[] = [];
    const onInvalid = (error: PushError, value: unknown): void => void invalid.push([error.code, value]);
    of(1, 'two', 3)
      .pipe(validate(z.number(), { onInvalid }))
      .subscribe({ next: (value) => seen.push(value), complete: () => seen.push('complete') });
    expect(seen).toEqual([1, 3, 'complete']);
    expect(invalid).toEqual([['schema', 'two']]);
  });

  it('errors with unsupported for an asynchronous schema', () => {
    const errors: unknown[] = [];
    of(1)
      .pipe(
        validate(
          z.number().refine(async () => true),
          { onInvalid: () => errors.push('called') },
        ),
      )
      .subscribe({ error: (error) => errors.push(error) });
    expect(errors).toEqual([expect.objectContaining({ code: 'unsupported' })]);
  });

  it('errors when the source errors', () => {
    const seen: unknown[] = [];
    concat(
      of(1),
      throwError(() => 'broken'),
    )
      .pipe(validate(z.number()))
      .subscribe({ next: (value) => seen.push(value), error: (error) => seen.push(error) });
    expect(seen).toEqual([1, 'broken']);
  });

  it('rejects wrong options', () => {
    expect(() => NEVER.pipe(validate({} as never))).toThrow(
      new TypeError('schema must be a Standard Schema, got an object'),
    );
    expect(() => NEVER.pipe(validate(undefined as never))).toThrow(TypeError);
    expect(() => NEVER.pipe(validate(z.number(), { onInvalid: true as never }))).toThrow(
      /^onInvalid must be a function/,
    );
  });
});
