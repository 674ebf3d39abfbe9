/**
 * Makes the page a prerendered one until the test ends it. `open` is what the user does: the page is shown, and learns it
 * by an event.
 */
export function prerender(): { open(): void; end(): void } {
  let prerendering = true;
  Object.defineProperty(document, 'prerendering', { get: () => prerendering, configurable: true });
  return {
    open: () => {
      prerendering = false;
      document.dispatchEvent(new Event('prerenderingchange'));
    },
    end: () => {
      Reflect.deleteProperty(document, 'prerendering');
    },
  };
}
