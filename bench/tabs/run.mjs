// node bench/tabs/run.mjs [--short]: see bench/README.md.
await import('./tabs.bench.ts');
