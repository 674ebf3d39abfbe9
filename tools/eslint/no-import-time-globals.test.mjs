import { RuleTester } from 'eslint';
import { describe, it } from 'node:test';
import tseslint from 'typescript-eslint';
import rule from './no-import-time-globals.mjs';

RuleTester.describe = describe;
RuleTester.it = it;

const early = (name) => ({ messageId: 'early', data: { name } });

new RuleTester({ languageOptions: { parser: tseslint.parser } }).run('no-import-time-globals', rule, {
  valid: [
    'const words = new Map([[Symbol.iterator, Object.freeze([1])]]);',
    'export const ask = (...args: Parameters<typeof fetch>) => globalThis.fetch(...args);',
    'export function open(): WebSocket { return new WebSocket("ws://x"); }',
    'export class Feed { readonly now = Date.now(); readonly page = document; static of() { return window; } }',
    'export interface Gate { readonly document: Document; fetch(): Response }',
    'export type Fetch = typeof globalThis.fetch;',
    'import { fetch } from "./fetch"; export const ask = fetch;',
    'export const NAMES = { window: 1 } as const;',
    'export const clock = { now: () => performance.now() };',
  ],
  invalid: [
    { code: 'export const ask = fetch;', errors: [early('fetch')] },
    { code: 'const there = typeof window !== "undefined";', errors: [early('window')] },
    { code: 'export const ask = globalThis.fetch;', errors: [early('globalThis')] },
    { code: 'const encoder = new TextEncoder();', errors: [early('TextEncoder')] },
    { code: 'export class Feed extends EventTarget {}', errors: [early('EventTarget')] },
    { code: 'export class Feed { static readonly page = document; }', errors: [early('document')] },
    { code: 'export class Feed { static { document.title; } }', errors: [early('document')] },
    { code: 'if (true) { const page = document; }', errors: [early('document')] },
    { code: 'console.log(1);', errors: [early('console')] },
  ],
});
