import { findBug, plantedBugs } from './planted-bugs.js';

/** `pnpm sim:planted [name]`: which seed finds each planted bug. */
const SEEDS_MAX = 10_000;
let missed = 0;
for (const bug of plantedBugs.filter(({ name }) => name.includes(process.argv[2] ?? ''))) {
  const found = findBug(bug, SEEDS_MAX);
  if (found === undefined) missed += 1;
  const verdict =
    found === undefined ? `| NOT FOUND in ${SEEDS_MAX} |` : `${found.checker} | ${found.seed} |`;
  process.stdout.write(`| ${bug.name} | ${verdict}\n`);
}
process.exitCode = missed === 0 ? 0 : 1;
