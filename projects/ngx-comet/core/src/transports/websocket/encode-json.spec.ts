import { encodeJson } from './encode-json';

describe('encodeJson', () => {
  it.each([
    ['an object', { a: 1 }, '{"a":1}'],
    ['an array', [1, 'b'], '[1,"b"]'],
    ['a number', 7, '7'],
    ['a boolean', false, 'false'],
    ['null', null, 'null'],
    ['a date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ])('turns %s into JSON', (_name, value, json) => {
    expect(encodeJson(value)).toBe(json);
  });

  it.each([
    ['a string', '{'],
    ['a buffer', new ArrayBuffer(2)],
    ['bytes', new Uint8Array([1])],
    ['a view', new DataView(new ArrayBuffer(2))],
    ['a blob', new Blob(['x'])],
  ])('returns %s as it is', (_name, value) => {
    expect(encodeJson(value)).toBe(value);
  });

  it.each([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a bigint', 1n],
  ])('throws for %s', (_name, value) => {
    expect(() => encodeJson(value)).toThrow(TypeError);
  });
});
