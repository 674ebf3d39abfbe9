import type { Kind } from './check';

/** A schema may be a function with properties (arktype) or an object (zod, valibot). */
export const standardSchema: Kind = (value) =>
  typeof (value as { '~standard'?: { validate?: unknown } } | null | undefined)?.['~standard']?.validate !==
    'function' && 'a Standard Schema';
