// npm run proof [-- name …] [--short]: runs all proofs, or the named ones, one after the other, because they must not
// share the machine. Prints one table of all, and keeps it in docs/proof/README.md after a full run of all.
await import('./proof.ts');
