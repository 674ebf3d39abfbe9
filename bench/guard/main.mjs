// npm run bench -- --guard [--source]: compares ratios of processor time with bars; see bench/README.md.
await import('./all-contests.ts');
