import { PushError } from 'ngx-comet/core';
import { fromTabError, toTabError } from './tab-error';

describe('the error of another tab', () => {
  it('shows no secrets of the URLs in its message', () => {
    const error = fromTabError(toTabError(new Error('GET https://user:secret@host.example/a?token=secret failed')));
    expect(error.message).toBe('GET https://host.example/a failed');
  });

  it('has no cause', () => {
    const error = new PushError('network', 'gone', { transient: true, cause: new Error('secret') });
    const received = fromTabError(toTabError(error));
    expect(received).toMatchObject({ code: 'network', message: 'gone' });
    expect(received.cause).toBeUndefined();
  });
});
