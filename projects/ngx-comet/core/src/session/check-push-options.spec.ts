import { sse$ } from '../transports/sse/sse';

describe('resume.from', () => {
  it.each([
    ['nothing', '', '""'],
    ['a line break', 'a\nb', 'a string'],
    ['NUL', 'a\0', 'a string'],
    ['half a surrogate pair', 'a\ud83d', 'a string'],
    ['more than 1 KiB', 'x'.repeat(1_025), 'a string'],
  ])('must not be %s', (_, from, shown) => {
    expect(() => sse$('/feed', { resume: { from } })).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        message: expect.stringMatching(/^resume\.from must be /),
      }),
    );
    expect(() => sse$('/feed', { resume: { from } })).toThrow(`got ${shown}`);
  });

  it('may have 1 KiB in any script', () => {
    expect(() => sse$('/feed', { resume: { from: 'ü'.repeat(512) } })).not.toThrow();
  });
});
