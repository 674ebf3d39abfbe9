import { callbackName } from './callback-name';

describe('callbackName', () => {
  it('is an identifier that strict servers accept', () => {
    expect(callbackName()).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
    expect(callbackName().length).toBeLessThanOrEqual(32);
  });

  it('is different each time, and always as long', () => {
    const names = Array.from({ length: 1_000 }, callbackName);
    expect(new Set(names).size).toBe(1_000);
    expect(new Set(names.map(({ length }) => length)).size).toBe(1);
  });

  it('is made of cryptographic random numbers', () => {
    jest.spyOn(globalThis.crypto, 'getRandomValues').mockImplementation((bytes) => bytes);
    expect(callbackName()).toBe(`ngxComet_${'0'.repeat(22)}`);
  });
});
