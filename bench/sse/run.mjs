// node bench/sse/run.mjs [--short] [--rounds=N] [--source]: see bench/README.md.
await import('./sse.bench.ts');
