// node bench/subscribers/run.mjs [--short]: see bench/README.md.
await import('./subscribers.bench.ts');
