import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { partsOf, sizeMap } from './size-map.mjs';

describe('the map of sizes', () => {
  const inputs = { 'a.ts': { bytesInOutput: 25 }, 'b.ts': { bytesInOutput: 75 }, 'types.ts': { bytesInOutput: 0 } };

  test('lists the largest file first, with its share and what gzip needs less without it', () => {
    const without = /** @type {Record<string, number>} */ ({ 'a.ts': 50, 'b.ts': 20 });
    assert.deepEqual(
      sizeMap(inputs, (path) => without[path] ?? 0, 60),
      [
        { path: 'b.ts', bytes: 75, share: 0.75, saves: 40 },
        { path: 'a.ts', bytes: 25, share: 0.25, saves: 10 },
      ],
    );
  });

  test('is empty for a bundle of nothing', () => {
    assert.deepEqual(
      sizeMap({ 'types.ts': { bytesInOutput: 0 } }, () => 0, 20),
      [],
    );
  });
});

describe('the parts of a bundle', () => {
  test('are the lines below the path of each file; other comments belong to the code', () => {
    const bundle = '// a.ts\nlet a;\n// about b\nlet c;\n// b.ts\nlet b;';
    assert.deepEqual(
      [...partsOf(bundle, ['a.ts', 'b.ts'])],
      [
        ['a.ts', 'let a;\n// about b\nlet c;'],
        ['b.ts', 'let b;'],
      ],
    );
  });
});
