// node bench/http-stream/run.mjs [--short] [--rounds=N] [--source]: see bench/README.md.
await import('./http-stream.bench.ts');
