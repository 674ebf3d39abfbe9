import { checkJsonpOptions } from './check-jsonp-options';
import type { JsonpScriptOptions } from './jsonp-call';

const policy = { name: 'p', createHTML: (html: string) => html, createScriptURL: (url: string) => url };

describe('checkJsonpOptions', () => {
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
    [{ timeout: 2 ** 31 - 1, contain: true, trustedTypesPolicy: policy }],
  ])('accepts %j', (options) => {
    expect(() => {
      checkJsonpOptions(options);
    }).not.toThrow();
  });

  it.each<[string, unknown, string]>([
    ['callbackParam', '', '""'],
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
      checkJsonpOptions({ [option]: value });
    }).toThrow(TypeError);
    expect(() => {
      checkJsonpOptions({ [option]: value });
    }).toThrow(new RegExp(`^${option} must be .*, got ${shown.replace(/[()]/g, '\\$&')}$`));
  });
});
