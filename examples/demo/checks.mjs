import { whole } from './report.mjs';
import { firstDifference } from './word-count.mjs';

/**
 * @typedef {{ batches: string[][], files: number, bytes: number, isSmall: boolean,
 *   countWords: ReturnType<typeof import('./word-count.mjs').wordCounter> }} Input
 * @typedef {Awaited<ReturnType<typeof import('./runs.mjs').runOnWorkers>>} WorkersRun
 * @typedef {{ alone: import('./runs.mjs').Tally, workers: WorkersRun }} Round
 * @typedef {WorkersRun & { doneAtKill: number, victim: WorkerProcess, survivor: WorkerProcess }} Loss
 * @typedef {import('./worker-processes.mjs').WorkerProcesses} WorkerProcesses
 * @typedef {ReturnType<WorkerProcesses['named']>} WorkerProcess
 */

/**
 * Compares what came out with what must come out.
 *
 * @param {Input} input
 * @param {readonly Round[]} rounds
 * @param {Loss} loss
 * @param {WorkerProcesses} workers
 * @param {import('./report.mjs').Report} report
 */
export function checkResults(input, rounds, loss, workers, report) {
  const expected = rounds[0].alone.counts;
  const words = `${whole(expected.size)} words`;

  const differences = rounds
    .flatMap((round) => [round.alone.counts, round.workers.tally.counts])
    .map((counts) => firstDifference(expected, counts));
  report.check(
    differences.every((difference) => difference === undefined),
    `Alone and on both workers: the same count for each of the ${words}`,
    differences.find((difference) => difference !== undefined),
  );

  const difference = firstDifference(expected, loss.tally.counts);
  report.check(
    difference === undefined,
    `With one worker killed: the same count for each of the ${words}`,
    difference,
  );

  const runs = [...rounds.map((round) => round.workers), loss];
  report.check(
    runs.every((run) => isComplete(input, run)),
    `Each of the ${whole(input.files)} files was counted exactly once in every run`,
  );

  const shares = runs.map(({ tally }) => [...tally.shares.keys()].map((pid) => workers.nameOf(pid)));
  report.check(
    shares.flat().every((name) => name !== undefined) &&
      (input.isSmall || shares.every(({ length }) => length === 2)),
    input.isSmall
      ? 'Only the two workers ran the function'
      : 'Both workers did a part of every run, nobody else did',
    JSON.stringify(shares),
  );

  const { doneAtKill, victim } = loss;
  report.check(
    victim.signal === 'SIGKILL' && (input.isSmall || doneAtKill < input.batches.length),
    `${victim.name} died by SIGKILL in the middle of its run`,
    `signal ${victim.signal}, ${doneAtKill} of ${input.batches.length} batches done`,
  );

  const left = workers.all.filter(({ pid }) => isRunning(pid));
  report.check(left.length === 0, 'No process is left behind', left.map(({ pid }) => pid).join(', '));
}

/** Whether what has come and what the job says both account for every batch. */
function isComplete({ batches, files, bytes }, { tally, stats }) {
  const shares = [...tally.shares.values()];
  const settled = Object.values(stats.workers).reduce((sum, items) => sum + items, 0);
  return (
    tally.files === files &&
    tally.batches === batches.length &&
    shares.reduce((sum, share) => sum + share.bytes, 0) === bytes &&
    settled === batches.length
  );
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
