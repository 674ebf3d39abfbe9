import { frameReport, greets } from './frame-report';

const frame = {};
const greeting = { source: frame, origin: 'null', data: 'token', ports: [{}] };

const accepted = (change: Record<string, unknown>, window: unknown = frame): boolean =>
  greets({ ...greeting, ...change } as unknown as MessageEvent, window, 'token');

describe('greets', () => {
  it('accepts the greeting of the frame', () => {
    expect(accepted({})).toBe(true);
  });

  it.each<[string, Record<string, unknown>]>([
    ['another window', { source: {} }],
    ['no window', { source: null }],
    ['an origin', { origin: 'https://page.example' }],
    ['another token', { data: 'guess' }],
    ['a token in an object', { data: { token: 'token' } }],
    ['no port', { ports: [] }],
    ['two ports', { ports: [{}, {}] }],
  ])('rejects a greeting with %s', (_, change) => {
    expect(accepted(change)).toBe(false);
  });

  it('rejects every greeting when the frame has no window', () => {
    expect(accepted({ source: null }, null)).toBe(false);
  });
});

describe('frameReport', () => {
  it.each([
    [['answer', '{"a":1}']],
    [['decode', 'function']],
    [['decode', undefined]],
    [['overflow']],
    [['threw']],
    [['load']],
    [['error']],
    [['blocked', 'frame']],
    [['blocked', 'page']],
  ])('reads %j', (data) => {
    expect(frameReport(data)).toEqual(data);
  });

  it.each([
    [undefined],
    [null],
    ['answer'],
    [{ 0: 'answer', 1: 1, length: 2 }],
    [[]],
    [['answer']],
    [['answer', { a: 1 }]],
    [['decode', 1]],
    [['blocked']],
    [['blocked', "script-src 'self'"]],
    [['uncloneable']],
    [['toString']],
    [[['load']]],
    [new Map([[0, 'answer']])],
  ])('returns undefined for %j', (data) => {
    expect(frameReport(data)).toBeUndefined();
  });
});
