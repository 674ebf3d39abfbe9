import { closeError } from './close-error';

const url = 'wss://example.com/feed?token=secret';
const closed = (code: number, reason = '') => closeError({ code, reason }, url, undefined);

describe('closeError', () => {
  it('is undefined for 1000', () => {
    expect(closed(1000)).toBeUndefined();
  });

  it.each([1001, 1004, 1005, 1006, 1011, 1012, 1013, 1014, 1015, 2000, 3000, 3999, 4000, 4399, 4500, 4999])(
    'is transient for %i',
    (code) => {
      expect(closed(code)).toMatchObject({ transient: true, closeCode: code });
    },
  );

  it.each([1002, 1003, 1007, 1008, 1009, 1010, 4400, 4401, 4403, 4499])('is final for %i', (code) => {
    expect(closed(code)).toMatchObject({ code: 'closed', transient: false, closeCode: code });
  });

  it('keeps the reason', () => {
    const error = closed(4401, 'token expired');
    expect(error).toMatchObject({
      closeReason: 'token expired',
      transport: 'websocket',
      url: 'wss://example.com/feed',
    });
    expect(error?.message).toContain('4401: token expired');
  });

  it.each([1006, 1015])('is a network error for %i, because no close frame arrived', (code) => {
    expect(closed(code)?.code).toBe('network');
  });

  it.each([
    [1000, true],
    [1001, false],
    [1006, false],
    [1008, true],
    [4401, true],
    [4000, false],
  ])('is as transientClose decides for %i: %s', (code, transient) => {
    const calls: unknown[] = [];
    const error = closeError({ code, reason: 'why' }, url, (...args) => {
      calls.push(args);
      return transient;
    });
    expect(error).toMatchObject({ transient, closeCode: code });
    expect(calls).toEqual([[code, 'why']]);
  });

  it.each([
    [1001, true],
    [1008, false],
    [4401, false],
  ])('uses the default for %i if transientClose returns undefined: %s', (code, transient) => {
    expect(closeError({ code, reason: '' }, url, () => undefined)?.transient).toBe(transient);
  });

  it('is undefined for 1000 if transientClose returns undefined', () => {
    expect(closeError({ code: 1000, reason: '' }, url, () => undefined)).toBeUndefined();
  });

  it('is undefined for 1000 if transientClose returns false', () => {
    expect(closeError({ code: 1000, reason: '' }, url, () => false)).toBeUndefined();
  });

  it('is final if transientClose throws', () => {
    const cause = new Error('oops');
    const error = closeError({ code: 1001, reason: '' }, url, () => {
      throw cause;
    });
    expect(error).toMatchObject({ transient: false, cause });
    expect(error?.message).toContain('transientClose');
  });
});
