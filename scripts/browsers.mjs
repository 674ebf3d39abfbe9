// Installs the browsers of the end-to-end tests from the system's packages: Playwright's own builds are a large
// download.
import { installAdvice, installMissing } from './lib/debian.mjs';

/** @type {Readonly<Record<string, string>>} by package */
const BROWSERS = { chromium: '/usr/bin/chromium', 'firefox-esr': '/usr/bin/firefox-esr' };

const missing = installMissing(BROWSERS);
if (missing.length > 0) {
  const wanted = missing.map((name) => `${name} at ${BROWSERS[name]}`).join(' and ');
  console.error(`The end-to-end tests need ${wanted}. On Debian:\n${installAdvice(missing)}`);
  process.exitCode = 1;
}
