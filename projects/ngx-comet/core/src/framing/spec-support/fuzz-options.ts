/** How many random streams a property checks, and their seed: 2,000 of one seed, or the numbers of `npm run fuzz`. */
export const fuzzOptions = {
  numRuns: Number(process.env['FUZZ_RUNS'] ?? 2_000),
  seed: Number(process.env['FUZZ_SEED'] ?? 926),
};
