import { isPushError } from '../../vocabulary/is-push-error';
import { jsonText } from './json-text';

const MAX = 1_000;

function refused(value: unknown, max = MAX): { code: string; message: string; transient: boolean } | string {
  try {
    return jsonText(value, max);
  } catch (error) {
    if (!isPushError(error)) throw error;
    const { code, message, transient } = error;
    return { code, message, transient };
  }
}

describe('jsonText', () => {
  it.each([
    [null],
    [true],
    [-0.5],
    ['é "quoted" \u2028'],
    [[]],
    [{}],
    [[1, [2, { a: [null] }]]],
    [{ a: { b: 'c' }, '': 0 }],
    [Object.assign(Object.create(null) as object, { a: 1 })],
  ])('writes %j like JSON.stringify', (value) => {
    expect(jsonText(value, MAX)).toBe(JSON.stringify(value));
  });

  it('keeps an own __proto__ as a key', () => {
    const value: unknown = JSON.parse('{"__proto__":{"a":1}}');
    expect(jsonText(value, MAX)).toBe('{"__proto__":{"a":1}}');
  });

  it('writes a shared part each time it appears', () => {
    const part = { a: 1 };
    expect(jsonText([part, part], MAX)).toBe('[{"a":1},{"a":1}]');
  });

  const hole: unknown[] = [1];
  hole[2] = 3;
  class Point {
    x = 1;
  }
  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['NaN', NaN],
    ['Infinity', [Infinity]],
    ['a bigint', 1n],
    ['a symbol', { a: Symbol('s') }],
    ['a function', { a: () => 1 }],
    ['a function', { toJSON: () => 1 }],
    ['[object Date]', new Date(0)],
    ['[object Map]', [new Map()]],
    ['[object RegExp]', /x/],
    ['[object Error]', new Error('x')],
    ['[object Uint8Array]', new Uint8Array(2)],
    ['[object Number]', Object(1)],
    ['[object Object]', new Point()],
    ['undefined', hole],
    ['undefined', { a: undefined }],
  ])('rejects %s', (what, value) => {
    expect(refused(value)).toEqual({
      code: 'decode',
      message: `the answer is not JSON-like: it contains ${what}`,
      transient: false,
    });
  });

  it('rejects a value that is circular or too deep', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = { back: circle };
    let deep: unknown = [];
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const endless = {
      code: 'decode',
      message: 'the answer is not JSON-like: it is circular or too deep',
      transient: false,
    };
    expect(refused(circle, 1e9)).toEqual(endless);
    expect(refused(deep, 1e9)).toEqual(endless);
  });

  it('accepts a text of the maximum length, but none longer', () => {
    const tooLong = { code: 'overflow', message: 'the answer is longer than maxMessageSize, 1000', transient: false };
    expect(refused('x'.repeat(998))).toHaveLength(1_000);
    expect(refused('x'.repeat(999))).toEqual(tooLong);
    // Escape characters are counted too.
    expect(refused('"'.repeat(499))).toHaveLength(1_000);
    expect(refused('"'.repeat(500))).toEqual(tooLong);
  });

  it('stops at the first part that makes the text too long', () => {
    let read = 0;
    const counting = {
      get next(): number {
        return ++read;
      },
    };
    expect(refused([{ ['k'.repeat(1_000)]: 0 }, counting])).toMatchObject({ code: 'overflow' });
    expect(refused(['x'.repeat(1_000), counting])).toMatchObject({ code: 'overflow' });
    expect(read).toBe(0);
    expect(refused([new Array<object>(500).fill(counting)])).toMatchObject({ code: 'overflow' });
    expect(read).toBe(0);
  });

  it.each([
    [[[]], '[[]]'],
    [Array<number>(499).fill(0), `[${'0,'.repeat(498)}0]`],
    [[Array<string>(3).fill('a'), { a: {}, b: [], c: [0] }], '[["a","a","a"],{"a":{},"b":[],"c":[0]}]'],
  ])('accepts a text that is exactly as long as allowed: case %#', (value, text) => {
    expect(refused(value, text.length)).toBe(text);
    expect(refused(value, text.length - 1)).toMatchObject({ code: 'overflow' });
  });

  it('writes a value itself, and not what a toJSON of another script makes of it', () => {
    const prototype = String.prototype as { toJSON?: () => string };
    prototype.toJSON = () => 'changed';
    try {
      expect(jsonText(['a'], MAX)).toBe('["a"]');
    } finally {
      delete prototype.toJSON;
    }
  });

  it('rejects a value with many shared parts, whose text would be huge', () => {
    let value: unknown = ['x'];
    for (let i = 0; i < 60; i++) value = [value, value];
    expect(refused(value)).toMatchObject({ code: 'overflow' });
  });
});
