// node bench/size/run.mjs [--short]: see bench/README.md.
await import('./size.bench.ts');
