import { memoryCursor } from './memory-cursor';
import { storedCursor } from './stored-cursor';

describe('memoryCursor', () => {
  it('stores and removes a cursor', () => {
    const store = memoryCursor();
    expect(store.get()).toBeUndefined();
    store.set('1');
    expect(store.get()).toBe('1');
    store.set(undefined);
    expect(store.get()).toBeUndefined();
  });
});

describe('storedCursor', () => {
  const turn = (): Promise<void> => Promise.resolve();

  afterEach(() => {
    localStorage.clear();
  });

  it('is found by another store of the same name, such as after a reload', async () => {
    storedCursor('orders').set('7');
    await turn();
    expect(storedCursor('orders').get()).toBe('7');
    expect(storedCursor('other').get()).toBeUndefined();
  });

  it('writes only the last cursor of a turn', async () => {
    const write = jest.spyOn(Storage.prototype, 'setItem');
    const store = storedCursor('orders');
    for (let n = 0; n < 100; n++) store.set(String(n));
    expect(store.get()).toBe('99');
    await turn();
    expect(write).toHaveBeenCalledTimes(1);
    expect(store.get()).toBe('99');
  });

  it('removes a cursor', async () => {
    const store = storedCursor('orders');
    store.set('1');
    await turn();
    store.set(undefined);
    await turn();
    expect(store.get()).toBeUndefined();
    expect(localStorage).toHaveLength(0);
  });

  it('returns the cursor that another tab stored later', async () => {
    const store = storedCursor('orders');
    store.set('1');
    await turn();
    storedCursor('orders').set('2');
    await turn();
    expect(store.get()).toBe('2');
  });

  it.each([
    ['nothing', ''],
    ['a line break', '1\r\nX-Admin: 1'],
    ['NUL', '1\0'],
    ['half a surrogate pair', '1\ud83d'],
    ['another control character', '1\x07'],
    ['more than 1 KiB', 'ü'.repeat(513)],
  ])('ignores what other code put there: %s', async (_, planted) => {
    const store = storedCursor('orders');
    localStorage.setItem('ngx-comet.cursor.orders', planted);
    expect(store.get()).toBeUndefined();
    store.set('2');
    await turn();
    expect(storedCursor('orders').get()).toBe('2');
  });

  it('keeps the cursor in memory if storage is forbidden or full', async () => {
    jest.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    jest.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
      throw new DOMException('forbidden', 'SecurityError');
    });
    const store = storedCursor('orders');
    store.set('1');
    await turn();
    expect(store.get()).toBe('1');
  });

  it('does not return an older cursor if storage is full', async () => {
    const store = storedCursor('orders');
    store.set('1');
    await turn();
    const full = jest.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    store.set('2');
    await turn();
    expect(store.get()).toBe('2');
    full.mockRestore();
    store.set('3');
    await turn();
    expect(storedCursor('orders').get()).toBe('3');
  });

  it('rejects an empty name', () => {
    expect(() => storedCursor('')).toThrow(/name .*""/);
  });
});
