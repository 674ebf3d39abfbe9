/** @jest-environment-options {"url": "https://192.168.1.2/"} */
import { outcome } from '../spec-support/outcome';
import { pollingStream$ } from '../transports/polling/polling-stream';
import { FakePermissions } from './spec-support/fake-permissions';

describe('a request without an answer, of a page on the local network', () => {
  it.each([
    ['https://192.168.1.20/feed', [], 'network'],
    ['https://printer.local/feed', [], 'network'],
    ['http://localhost:9000/feed', ['loopback-network'], 'local-network'],
  ])('to %s needs the permissions %p', async (url, asked, code) => {
    const permissions = new FakePermissions({ 'local-network': 'denied', 'loopback-network': 'denied' });
    const fetch = (): Promise<Response> => Promise.reject(new TypeError('Failed to fetch'));
    const { error } = await outcome(pollingStream$(url, { fetch, retry: false }));
    expect(error).toMatchObject({ code });
    expect(permissions.asked).toEqual(asked);
    permissions.remove();
  });
});
