import { aboutPayload } from './about-payload';

const BEHIND = `${'x'.repeat(100)} behind 123456`;

describe('aboutPayload', () => {
  it.each([
    ['expected "behind"', BEHIND, 'expected …'],
    [`expected 'behind'`, BEHIND, 'expected …'],
    ['expected "a" | "b", got "behind"', BEHIND, 'expected …'],
    ['got 123456', BEHIND, 'got …'],
    ['got "beh', BEHIND, 'got "beh'],
    ['got "xxx behi…', BEHIND, 'got …'],
    ['got "xxx"', BEHIND, 'got "xxx"'],
    ['got "start"', `start ${BEHIND}`, 'got "start"'],
    ['got "other"', BEHIND, 'got "other"'],
    ['behind at position 105', BEHIND, 'behind at position 105'],
    ['got "behind"', 'behind', 'got "behind"'],
    ['got "behind"', new TextEncoder().encode(BEHIND), 'got …'],
    ['got "behind"', { a: BEHIND }, 'got …'],
    ['got "behind"', 5n, 'got "behind"'],
  ])('turns %s into what may be shown', (message, payload, shown) => {
    expect(aboutPayload(message, payload)).toBe(shown);
  });

  it('knows what the payload has written with escapes', () => {
    const raw = `{"a":"${'x'.repeat(100)}","b":"\\u0062ehind"}`;
    expect(aboutPayload('got "behind"', raw, JSON.parse(raw))).toBe('got …');
  });

  it('shortens', () => {
    expect(aboutPayload('a'.repeat(200), '')).toBe(`${'a'.repeat(100)}…`);
  });
});
