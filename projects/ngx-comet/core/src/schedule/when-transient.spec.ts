import { PushError } from '../vocabulary/push-error';
import { constant } from './constant';
import { setback } from './spec-support/setback';
import { whenTransient } from './when-transient';

describe('whenTransient', () => {
  const choosy = whenTransient()(constant(5));

  it('retries after a transient error', () => {
    expect(choosy(setback({ error: new PushError('http', '503', { transient: true }) }))).toBe(5);
  });

  it('gives up at a final error', () => {
    expect(choosy(setback({ error: new PushError('http', '404', { transient: false }) }))).toBeUndefined();
  });
});
