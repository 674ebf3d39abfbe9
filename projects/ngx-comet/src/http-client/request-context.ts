import { HttpContext, type HttpContextToken } from '@angular/common/http';

/**
 * The context of one request: a token of its own, and those of the context that the caller gave. That context is not
 * copied, because interceptors may set tokens in it that the caller reads. And it is not changed, because several
 * requests may have the same one.
 */
export class OwnContext extends HttpContext {
  readonly #given: HttpContext;

  constructor(given: HttpContext) {
    super();
    this.#given = given;
  }

  setOwn<T>(token: HttpContextToken<T>, value: T): HttpContext {
    return super.set(token, value);
  }

  override set<T>(token: HttpContextToken<T>, value: T): HttpContext {
    if (super.has(token)) return super.set(token, value);
    this.#given.set(token, value);
    return this;
  }

  override get<T>(token: HttpContextToken<T>): T {
    return super.has(token) ? super.get(token) : this.#given.get(token);
  }

  override delete(token: HttpContextToken<unknown>): HttpContext {
    if (super.has(token)) return super.delete(token);
    this.#given.delete(token);
    return this;
  }

  override has(token: HttpContextToken<unknown>): boolean {
    return super.has(token) || this.#given.has(token);
  }

  override keys(): IterableIterator<HttpContextToken<unknown>> {
    return [...super.keys(), ...this.#given.keys()].values();
  }
}
