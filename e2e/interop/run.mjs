// npm run interop [-- --short] [-- option …]: the matrix in Chromium and Firefox, and its table. The short form is
// Chromium alone. Other options are Playwright's, and with them no table is kept.
await import('./run.mts');
