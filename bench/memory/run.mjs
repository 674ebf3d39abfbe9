// node bench/memory/run.mjs [--short]: see bench/README.md.
await import('./memory.bench.ts');
