/** How many listeners and elements are in a page. */
export interface Traces {
  listeners: number;
  elements: number;
}

/**
 * Adds to Node what a stream uses of a page: listeners, and scripts that are fetched and call a callback. It counts the
 * listeners and scripts that remain. `remove` removes the page from Node.
 */
export class FakePage {
  readonly traces: Traces = { listeners: 0, elements: 0 };
  readonly #document: EventTarget & { prerendering: boolean };
  readonly #before = Object.getOwnPropertyDescriptors(globalThis);

  constructor(baseURI: string) {
    const { traces } = this;
    const page = new CountingTarget(traces);
    this.#document = Object.assign(new CountingTarget(traces), {
      baseURI,
      visibilityState: 'visible',
      prerendering: false,
      createElement: () => new FakeScript(traces),
      head: {
        append: (script: FakeScript) => {
          void script.run();
        },
      },
    });
    this.#define('document', this.#document);
    this.#define('addEventListener', page.addEventListener.bind(page));
    this.#define('removeEventListener', page.removeEventListener.bind(page));
  }

  /** The browser prepares the page, and the user has not opened it. */
  prerender(): void {
    this.#document.prerendering = true;
  }

  /** The user opens the prerendered page. */
  open(): void {
    this.#document.prerendering = false;
    this.#document.dispatchEvent(new Event('prerenderingchange'));
  }

  remove(): void {
    for (const name of ['document', 'addEventListener', 'removeEventListener']) {
      const before = this.#before[name as keyof typeof globalThis] as PropertyDescriptor | undefined;
      Reflect.deleteProperty(globalThis, name);
      if (before !== undefined) Object.defineProperty(globalThis, name, before);
    }
  }

  #define(name: string, value: unknown): void {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
}

class CountingTarget extends EventTarget {
  readonly #traces: Traces;

  constructor(traces: Traces) {
    super();
    this.#traces = traces;
  }

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.#traces.listeners++;
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.#traces.listeners--;
    super.removeEventListener(...args);
  }
}

class FakeScript extends EventTarget {
  src = '';
  readonly #traces: Traces;

  constructor(traces: Traces) {
    super();
    this.#traces = traces;
  }

  // A load cannot be aborted: it goes on after the element was removed.
  async run(): Promise<void> {
    this.#traces.elements++;
    try {
      const response = await fetch(this.src);
      // As in a browser (HTML, "fetch a classic script").
      if (!response.ok) throw new Error(`status ${response.status}`);
      call(await response.text());
      this.dispatchEvent(new Event('load'));
    } catch {
      this.dispatchEvent(new Event('error'));
    }
  }

  remove(): void {
    this.#traces.elements--;
  }
}

/** Does the same as the script of the push server: calls a function of the page with JSON. */
function call(script: string): void {
  const [, callback = '', json = ''] = /^\/\*\*\/([\w$]+)\((.*)\);\s*$/s.exec(script) ?? [];
  (globalThis as unknown as Record<string, (answer: unknown) => void>)[callback]?.(JSON.parse(json));
}
