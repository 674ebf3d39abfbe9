/**
 * @jest-environment node
 */
import { asyncScheduler } from 'rxjs';
import type { AttemptSink } from '../../vocabulary/transport';
import { wait } from '../../platform/run-steps';
import { jsonpTransport } from './jsonp-transport';

describe('jsonpTransport without a document', () => {
  it('throws an unsupported error', () => {
    const endpoint = jest.fn(() => wait('https://h.example/'));
    const transport = jsonpTransport({ endpoint, maxMessageSize: 1_000, clock: asyncScheduler });
    const attempt = {
      attempt: 1,
      cursor: undefined,
      everOpen: false,
      error: undefined,
      signal: new AbortController().signal,
    };
    expect(() => transport(attempt, {} as AttemptSink)).toThrow(
      expect.objectContaining({
        name: 'PushError',
        code: 'unsupported',
        transient: false,
        message: expect.stringContaining('document'),
      }),
    );
    expect(endpoint).not.toHaveBeenCalled();
  });
});
