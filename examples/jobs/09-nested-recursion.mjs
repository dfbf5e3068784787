// Tasks that start tasks: in how many ways can n queens stand on a board without threatening one another? The first rows
// branch over the cluster, each branch counts the rest by itself. A task that waits for its own tasks frees its slot.
//   node examples/jobs/09-nested-recursion.mjs 10
import { runOnCluster, submit } from 'zfarm';

const size = Number(process.argv[2] ?? 10);
const BRANCHING_ROWS = 2;

function free(queens) {
  const row = queens.length;
  const safe = (column) => queens.every((c, r) => c !== column && Math.abs(c - column) !== row - r);
  return Array.from({ length: size }, (_, column) => column).filter(safe);
}

function countHere(queens) {
  if (queens.length === size) return 1;
  return free(queens).reduce((sum, column) => sum + countHere([...queens, column]), 0);
}

async function count(queens) {
  if (queens.length >= BRANCHING_ROWS) return countHere(queens);
  const parts = await runOnCluster(
    count,
    free(queens).map((column) => [...queens, column]),
  );
  return parts.reduce((sum, part) => sum + part, 0);
}

console.log(`${size} queens: ${await submit(count, [])} ways`);
