import { checkJsonp } from './check-jsonp-options';
import type { JsonpScriptOptions } from './jsonp-call';

const policy = { name: 'p', createHTML: (html: string) => html, createScriptURL: (url: string) => url };

describe('checkJsonp', () => {
  it.each<[JsonpScriptOptions]>([
    [{}],
    [
      {
        callbackParam: undefined,
        timeout: undefined,
        contain: undefined,
        nonce: undefined,
        trustedTypesPolicy: undefined,
      },
    ],
    [{ callbackParam: 'cb[0]', timeout: 0, contain: false, nonce: 'abc', trustedTypesPolicy: 'name' }],
    [{ callbackName: '$feed_1', callbackParam: false }],
    [{ timeout: 2 ** 31 - 1, contain: true, trustedTypesPolicy: policy }],
  ])('accepts %j', (options) => {
    expect(() => {
      checkJsonp('/feed', options);
    }).not.toThrow();
  });

  it.each<[string, unknown, string]>([
    ['callbackParam', '', '""'],
    ['callbackParam', false, 'false'],
    ['callbackName', '', '""'],
    ['callbackName', 5, '5'],
    ['callbackName', null, 'null'],
    ['callbackName', 'a.b', '"a.b"'],
    ['callbackName', 'a[0]', '"a[0]"'],
    ['callbackName', '1a', '"1a"'],
    ['callbackName', 'alert(1)//', '"alert(1)//"'],
    ['callbackName', 'feed\n', '"feed\\\\n"'],
    ['callbackName', 'té', '"té"'],
    ['callbackName', 'alert', '"alert"'],
    ['callbackName', 'Object', '"Object"'],
    ['callbackName', 'location', '"location"'],
    ['callbackName', 'undefined', '"undefined"'],
    ['callbackName', '__proto__', '"__proto__"'],
    ['callbackParam', 5, '5'],
    ['callbackParam', null, 'null'],
    ['timeout', -1, '-1'],
    ['timeout', NaN, 'NaN'],
    ['timeout', Infinity, 'Infinity'],
    ['timeout', '10', '"10"'],
    ['contain', 'no', '"no"'],
    ['contain', null, 'null'],
    ['nonce', '', '""'],
    ['nonce', 7, '7'],
    ['trustedTypesPolicy', '', '""'],
    ['trustedTypesPolicy', 1, '1'],
    ['trustedTypesPolicy', null, 'null'],
    ['trustedTypesPolicy', {}, 'an object'],
    ['trustedTypesPolicy', { createHTML: policy.createHTML }, 'an object'],
  ])('throws a TypeError that names %s and %p', (option, value, shown) => {
    expect(() => {
      checkJsonp('/feed', { [option]: value });
    }).toThrow(TypeError);
    expect(() => {
      checkJsonp('/feed', { [option]: value });
    }).toThrow(new RegExp(`^${option} must be .*, got ${shown.replace(/[()[\]]/g, '\\$&')}$`));
  });

  it.each([true, false])('refuses the name of a function of the page, with contain %s', (contain) => {
    Object.assign(globalThis, { legacyFeed: () => 1 });
    try {
      expect(() => {
        checkJsonp('/feed', { callbackName: 'legacyFeed', contain });
      }).toThrow('callbackName must be a name that does not exist in the page, got "legacyFeed"');
    } finally {
      Reflect.deleteProperty(globalThis, 'legacyFeed');
    }
  });
});
