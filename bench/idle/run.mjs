// node bench/idle/run.mjs [--short]: see bench/README.md.
await import('./idle.bench.ts');
