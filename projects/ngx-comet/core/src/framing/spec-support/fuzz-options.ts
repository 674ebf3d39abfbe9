/** How many random streams a property looks at, and which: 2,000 of one seed, or what `npm run fuzz` says. */
export const fuzzOptions = {
  numRuns: Number(process.env['FUZZ_RUNS'] ?? 2_000),
  seed: Number(process.env['FUZZ_SEED'] ?? 926),
};
