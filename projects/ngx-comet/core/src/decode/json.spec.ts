import { json } from './json';

describe('json()', () => {
  it.each(['hello', '<html>', '{"a":', new TextEncoder().encode('hello')])(
    'suggests text() for what is no JSON: %p',
    (raw) => {
      const decode = json();
      expect(() => decode(raw)).toThrow(/^no JSON \(decode: text\(\) takes any text\): .*JSON/);
    },
  );

  it('keeps the error of the parser as the cause', () => {
    const decode = json();
    expect(() => decode('?')).toThrow(expect.objectContaining({ cause: expect.any(SyntaxError) as unknown }));
  });
});
