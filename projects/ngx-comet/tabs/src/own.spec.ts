import { NEVER, Subscription } from 'rxjs';
import { shareAcrossTabs } from './share-across-tabs';
import { Candidacy } from './candidacy';

const prototype = Object.prototype as unknown as Record<string, unknown>;

describe('a property on Object.prototype', () => {
  afterEach(() => {
    for (const name of ['tail', 'logger', 'steal', 'mode']) Reflect.deleteProperty(prototype, name);
  });

  it.each(['tail', 'logger'])('is no option of shareAcrossTabs: %s', (name) => {
    prototype[name] = Symbol('evil');
    expect(() => NEVER.pipe(shareAcrossTabs('feed'))).not.toThrow();
    expect(() => NEVER.pipe(shareAcrossTabs('feed', {}))).not.toThrow();
  });

  it('is no option of a lock', () => {
    const request = jest.fn(async (_key: string, options: LockOptions) => options.steal ?? options.mode ?? false);
    prototype['steal'] = true;
    prototype['mode'] = 'shared';
    const never = (): void => undefined;
    new Candidacy(
      { key: 'key', locks: { request } as never, soon: () => Subscription.EMPTY },
      { elected: never, deposed: never, denied: never, stuck: never },
    ).stand();
    expect(request.mock.calls.map(([, options]) => [options.steal, options.mode])).toEqual([[undefined, undefined]]);
  });
});
