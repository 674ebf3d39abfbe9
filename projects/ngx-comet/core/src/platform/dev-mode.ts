declare const ngDevMode: boolean | undefined;
/** False in a production build of Angular, where bundlers remove what it guards. */
export function devMode(): boolean {
  return typeof ngDevMode === 'undefined' || !!ngDevMode;
}
