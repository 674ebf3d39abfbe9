import { test as base, type Page } from '@playwright/test';

/**
 * The page of each test is the same tab, because a new profile takes longer than a short test. It is for tests whose
 * documents share nothing: each has its own server, or its own headers. They leave no listener and no route.
 */
export const oneTab = base.extend<object, { readonly tab: Page }>({
  tab: [
    async ({ browser }, use) => {
      const page = await browser.newPage();
      await use(page);
      await page.close();
    },
    { scope: 'worker' },
  ],
  page: async ({ tab }, use) => {
    await use(tab);
    // Ends everything that the document still does.
    await tab.goto('about:blank');
  },
});
