// node bench/set-up/run.mjs [--short]: see bench/README.md.
await import('./set-up.bench.ts');
