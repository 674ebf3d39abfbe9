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
    expect(assign).toHaveBeenCalledWith('markup');
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

  it('throws an error with the missing option if the sink accepts no string', () => {
    const message = messageOf(() => {
      assignTrusted('createHTML', 'markup', undefined, () => {
        throw new TypeError('This document requires TrustedHTML');
      });
    });
    expect(message).toContain("require-trusted-types-for 'script'");
    expect(message).toContain('trustedTypesPolicy');
  });
});
