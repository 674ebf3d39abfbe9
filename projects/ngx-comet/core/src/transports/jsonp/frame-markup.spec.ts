import { createHash } from 'node:crypto';
import { BOOTSTRAP, BOOTSTRAP_HASH, frameMarkup, framePolicy } from './frame-markup';

const ATTACK = `https://h.example/a?x="><script>alert(1)</script>&amp;<!--'#"`;

function parse(url: string, nonce?: string, origin = 'https://page.example'): Document {
  const call = { url: new URL(url), token: 'ngxComet_1', callback: 'feed', maxLength: 100, options: { nonce } };
  return new DOMParser().parseFromString(frameMarkup(call, origin), 'text/html');
}

describe('frameMarkup', () => {
  it('contains the bootstrap script, which the hash allows', () => {
    expect(BOOTSTRAP_HASH).toBe(`'sha256-${createHash('sha256').update(BOOTSTRAP).digest('base64')}'`);
    expect(parse('https://h.example/').scripts[0]?.textContent).toBe(BOOTSTRAP);
  });

  it('contains a bootstrap script that cannot end its element', () => {
    expect(BOOTSTRAP).not.toMatch(/<\/script|<!--|[\r\n]/i);
  });

  it('contains two scripts and the policy, whatever the URL contains', () => {
    const document = parse(ATTACK, '"><script>');
    expect(document.scripts).toHaveLength(2);
    expect({ ...document.scripts[0]?.dataset }).toEqual({ token: 'ngxComet_1', callback: 'feed', max: '100' });
    expect(document.scripts[1]?.src).toBe(new URL(ATTACK).href);
    expect(document.scripts[1]?.getAttribute('referrerpolicy')).toBe('no-referrer');
    expect(Array.from(document.scripts, (script) => script.getAttribute('nonce'))).toEqual([
      '"><script>',
      '"><script>',
    ]);
    expect(document.head.children).toHaveLength(4);
    expect(document.body.textContent).toBe('');
  });

  it('contains no nonce if none is given', () => {
    expect(Array.from(parse('https://h.example/').scripts, (script) => script.hasAttribute('nonce'))).toEqual([
      false,
      false,
    ]);
  });

  it('contains the policy before any script, and the policy allows scripts of one origin', () => {
    const document = parse('https://h.example:8443/a?b');
    const policy = document.querySelector('meta');
    expect(policy?.httpEquiv).toBe('Content-Security-Policy');
    expect(policy?.content).toBe(framePolicy(new URL('https://h.example:8443/')));
    expect(policy?.content).toBe(
      `default-src 'none'; script-src https://h.example:8443 ${BOOTSTRAP_HASH}; base-uri 'none'; form-action 'none'`,
    );
    expect(document.head.firstElementChild?.nextElementSibling).toBe(policy);
  });

  it('contains only the origin of the page', () => {
    expect(parse('https://h.example/').querySelector('base')?.href).toBe('https://page.example/');
    expect(parse('https://h.example/', undefined, 'null').querySelector('base')?.href).toBe('https://h.example/');
  });
});
