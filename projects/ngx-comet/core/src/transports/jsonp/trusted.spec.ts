import { isPushError } from '../../vocabulary/is-push-error';
import { assignTrusted } from './trusted';

interface Rules {
  createHTML(input: string): unknown;
  createScriptURL(input: string): unknown;
}

const platform = globalThis as { trustedTypes?: unknown };
let taken = 0;

/** Returns a name that no other test uses, because a policy exists as long as the page. */
const freshName = (): string => `policy-${String(++taken)}`;

function offer(createPolicy: (name: string, rules: Rules) => unknown): jest.Mock {
  const mock = jest.fn(createPolicy);
  platform.trustedTypes = { createPolicy: mock };
  return mock;
}

function messageOf(run: () => void): string {
  try {
    run();
  } catch (error) {
    if (isPushError(error) && error.code === 'unsupported' && !error.transient) return error.message;
    throw error;
  }
  return '';
}

describe('assignTrusted', () => {
  afterEach(() => {
    delete platform.trustedTypes;
  });

  it('assigns the string itself without a policy', () => {
    const assign = jest.fn();
    assignTrusted('createHTML', 'markup', undefined, assign);
    expect(assign.mock.calls).toEqual([['markup']]);
  });

  it('assigns the string itself if the platform has no policies', () => {
    const assign = jest.fn();
    assignTrusted('createHTML', 'markup', freshName(), assign);
    expect(assign).toHaveBeenCalledWith('markup');
  });

  it('makes a policy with the name once', () => {
    const create = offer((name, rules) => ({
      name,
      createHTML: (input: string) => ({ html: rules.createHTML(input) }),
      createScriptURL: (input: string) => ({ url: rules.createScriptURL(input) }),
    }));
    const name = freshName();
    const assign = jest.fn();
    assignTrusted('createHTML', 'markup', name, assign);
    assignTrusted('createScriptURL', 'address', name, assign);
    expect(assign.mock.calls).toEqual([[{ html: 'markup' }], [{ url: 'address' }]]);
    expect(create).toHaveBeenCalledTimes(1);
  });

  it('calls a policy of the page with its own `this`', () => {
    class Policy {
      readonly name = 'own';
      createHTML(input: string): string {
        return `${this.name}:${input}`;
      }
      createScriptURL(input: string): string {
        return this.createHTML(input);
      }
    }
    const assign = jest.fn();
    assignTrusted('createScriptURL', 'address', new Policy(), assign);
    expect(assign).toHaveBeenCalledWith('own:address');
  });

  it('throws an error with the name of a policy that cannot be made', () => {
    offer(() => {
      throw new TypeError('blocked');
    });
    const name = freshName();
    const message = messageOf(() => {
      assignTrusted('createHTML', 'markup', name, jest.fn());
    });
    expect(message).toContain(JSON.stringify(name));
    expect(message).toContain('trusted-types');
  });

  it('throws an error with the name of a policy that throws', () => {
    const refuse = (): never => {
      throw new Error('not this');
    };
    const message = messageOf(() => {
      assignTrusted('createHTML', 'markup', { name: 'own', createHTML: refuse, createScriptURL: refuse }, jest.fn());
    });
    expect(message).toContain('"own"');
    expect(message).toContain('not this');
  });

  it('accepts only the string of the call in a policy that it makes, and only while the call assigns it', () => {
    let made: Rules | undefined;
    offer((name, rules) => ({ name, ...(made = rules) }));
    assignTrusted('createHTML', 'markup', freshName(), (trusted) => {
      expect(() => made?.createHTML('other')).toThrow(TypeError);
      return trusted;
    });
    expect(() => made?.createHTML('markup')).toThrow(TypeError);
    expect(() => made?.createScriptURL('markup')).toThrow(TypeError);
  });

  describe('without the option', () => {
    let fresh: typeof assignTrusted;

    beforeEach(() => {
      jest.isolateModules(() => {
        fresh = jest.requireActual<{ assignTrusted: typeof assignTrusted }>('./trusted').assignTrusted;
      });
    });

    const policies = (name: string, rules: Rules): unknown => ({
      name,
      createHTML: (input: string) => ({ html: rules.createHTML(input) }),
      createScriptURL: (input: string) => ({ url: rules.createScriptURL(input) }),
    });
    const refusing = (value: unknown): string => {
      if (typeof value === 'string') throw new TypeError('This document requires TrustedHTML');
      return 'accepted';
    };

    it('makes no policy where a string is accepted', () => {
      const create = offer(policies);
      const assign = jest.fn((trusted: string) => trusted);
      fresh('createHTML', 'markup', undefined, assign);
      expect(assign.mock.calls).toEqual([['markup']]);
      expect(create).not.toHaveBeenCalled();
    });

    it('makes the policy ngx-comet once where a string is refused, and offers no string again', () => {
      const create = offer(policies);
      const assign = jest.fn(refusing);
      fresh('createHTML', 'markup', undefined, assign);
      fresh('createScriptURL', 'address', undefined, assign);
      expect(assign.mock.calls).toEqual([['markup'], [{ html: 'markup' }], [{ url: 'address' }]]);
      expect(create.mock.calls).toEqual([['ngx-comet', expect.anything()]]);
    });

    it('makes the policy where a default policy changes the string', () => {
      const create = offer(policies);
      const assign = jest.fn((trusted: unknown) => (typeof trusted === 'string' ? 'sanitized' : 'as it was'));
      fresh('createHTML', 'markup', undefined, assign);
      expect(assign.mock.calls).toEqual([['markup'], [{ html: 'markup' }]]);
      expect(create).toHaveBeenCalledTimes(1);
    });

    it('throws an error that says what to write where the page allows no such policy', () => {
      offer(() => {
        throw new TypeError('Policy "ngx-comet" disallowed.');
      });
      const message = messageOf(() => {
        fresh('createHTML', 'markup', undefined, refusing);
      });
      for (const part of ["require-trusted-types-for 'script'", '"ngx-comet"', 'trusted-types', 'trustedTypesPolicy'])
        expect(message).toContain(part);
    });
  });
});
