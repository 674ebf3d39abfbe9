// node bench/websocket-stream/run.mjs [--short] [--source]: see bench/README.md.
await import('./websocket-stream.bench.ts');
