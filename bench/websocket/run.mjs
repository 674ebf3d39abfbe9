// node bench/websocket/run.mjs [--short] [--rounds=N] [--source]: see bench/README.md.
await import('./websocket.bench.ts');
