/** @jest-environment node */
import { schemeFault, urlFault } from './url-fault';

describe('a URL without a page', () => {
  it('may be a blob of Node', () => {
    const url = URL.createObjectURL(new Blob(['data: 1\n\n']));
    expect(urlFault(url)).toBeUndefined();
    URL.revokeObjectURL(url);
  });

  it.each(['blob:x', 'blob:https://h/1', 'ftp://h/x'])('is refused if nothing can request it: %s', (url) => {
    expect(schemeFault(url)).toBeDefined();
  });

  it('is left to the fetch of the caller if it is relative', () => {
    expect(schemeFault('/x')).toBeUndefined();
    expect(urlFault('/x')).toContain('relative without a page');
  });
});
