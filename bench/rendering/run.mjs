// node bench/rendering/run.mjs [--short] [--rounds=N] [--throttle=N] [--source]: see bench/README.md.
await import('./rendering.bench.ts');
