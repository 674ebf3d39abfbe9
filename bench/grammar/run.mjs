// node bench/grammar/run.mjs [--short] [--rounds=N]: see bench/README.md.
await import('./grammar.bench.ts');
