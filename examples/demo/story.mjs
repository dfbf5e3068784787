import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { extname } from 'node:path';
import { connect } from 'zfarm';
import { checkResults } from './checks.mjs';
import { batchesOf, collectFiles } from './collect-files.mjs';
import { megabytes, seconds, whole } from './report.mjs';
import { median, tellShares, tellTimes, tellWords } from './results.mjs';
import { runAlone, runOnWorkers } from './runs.mjs';
import { wordCounter } from './word-count.mjs';

/**
 * @typedef {import('./checks.mjs').Input} Input
 * @typedef {import('./checks.mjs').Round} Round
 * @typedef {import('./checks.mjs').Loss} Loss
 * @typedef {import('./report.mjs').Report} Report
 * @typedef {import('./worker-processes.mjs').WorkerProcesses} WorkerProcesses
 * @typedef {import('zfarm').Cluster} Cluster
 */

const ROUNDS_MAX = 3;
/** On a slow machine fewer rounds must do: nobody wants to watch for minutes. */
const ROUNDS_MS = 12_000;
const INTERFACE = '127.0.0.1';
const NAMES = ['red', 'blue'];
const FOUND_WITHIN_MS = 30_000;

/** Below this a run takes so few milliseconds that its time means nothing. */
const MEANINGFUL_BYTES = 4e6;

/**
 * The demo from its first line to its last.
 *
 * @param {ReturnType<typeof import('./command-line.mjs').readCommandLine>} request
 * @param {WorkerProcesses} workers
 * @param {Report} report
 */
export async function tellStory(request, workers, report) {
  const start = performance.now();
  const input = await collect(request, report);
  const cluster = await startWorkers(workers, report);
  let rounds;
  let loss;
  try {
    rounds = await compare(input, cluster, workers, report);
    loss = await loseWorker(input, rounds, cluster, workers, report);
  } finally {
    await cluster.close();
  }
  await workers.stop();
  report.step('What was checked');
  checkResults(input, rounds, loss, workers, report);
  report.line();
  report.line(`${report.verdict} The demo took ${seconds(performance.now() - start)} s.`);
}

/** @returns {Promise<Input>} */
async function collect({ folder, label, bytesMax }, report) {
  // Nothing stands above the one line about a folder that cannot be used.
  const found = await collectFiles(folder, bytesMax, (files) =>
    report.progress(() => `Looking for text files: ${whole(files)}`),
  );
  const batches = batchesOf(found);
  report.title('zfarm demo: the words of a folder, counted by two worker processes');
  report.step(`Text files in ${label}`);
  report.line(`${whole(found.files.length)} files, ${megabytes(found.bytes)} MB: ${kindsOf(found.files)}`);
  if (found.leftOut > 0) report.line(`${whole(found.leftOut)} more were left out; --all takes them too.`);
  report.line(
    `They make ${whole(batches.length)} batches. Each file was read once, so no run waits for the disk.`,
  );
  return {
    batches,
    files: found.files.length,
    bytes: found.bytes,
    isSmall: found.bytes < MEANINGFUL_BYTES,
    countWords: wordCounter(found.folder),
  };
}

/** The kinds of files that make up most of the bytes. */
function kindsOf(files) {
  const kinds = new Map();
  for (const { name, bytes } of files) {
    const kind = extname(name).toLowerCase();
    kinds.set(kind, (kinds.get(kind) ?? 0) + bytes);
  }
  const sorted = [...kinds].sort(([, a], [, b]) => b - a);
  const rest = sorted.slice(4).reduce((sum, [, bytes]) => sum + bytes, 0);
  const named = rest > 0 ? [...sorted.slice(0, 4), ['others', rest]] : sorted;
  return named.map(([kind, bytes]) => `${kind} ${megabytes(bytes)}`).join(', ');
}

/** @returns {Promise<Cluster>} */
async function startWorkers(workers, report) {
  report.step('Starting two workers, each a Node.js process of its own with one thread');
  // A port and a cluster name nobody else has: other nodes on this machine are left alone.
  const port = await freePort();
  const cluster = `demo-${randomBytes(4).toString('hex')}`;
  const start = performance.now();
  workers.start(NAMES, { interface: INTERFACE, port, cluster });
  const options = { interface: INTERFACE, port, cluster, local: 'never', minWorkers: NAMES.length };
  const joined = await Promise.race([connect({ ...options, timeoutMs: FOUND_WITHIN_MS }), workers.failure()]);
  const foundMs = performance.now() - start;
  for (const { name, address } of joined.workers().sort((a, b) => (a.name < b.name ? 1 : -1))) {
    report.line(`${name.padEnd(4)}  process ${workers.named(name).pid}, listens on ${address}`);
  }
  report.line(`Nobody told us the addresses: found by beacon, ${seconds(foundMs)} s after the start.`);
  return joined;
}

async function freePort() {
  const socket = createSocket('udp4').bind(0, INTERFACE);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/**
 * The same work in this process alone and on both workers, in turns: what slows the machine meanwhile slows both.
 *
 * @param {Input} input
 * @returns {Promise<Round[]>}
 */
async function compare(input, cluster, workers, report) {
  report.step('Counting, in turns: in this process alone, and on both workers');
  const start = performance.now();
  const { batches, countWords } = input;
  const showing = (where) => (tally) =>
    report.progress(() => `${where}: ${tally.batches} of ${batches.length} batches`);
  /** @type {Round[]} */
  const rounds = [];
  for (let number = 1; number <= ROUNDS_MAX && performance.now() - start < ROUNDS_MS; number += 1) {
    const alone = () => runAlone(countWords, batches, showing(`round ${number}, alone`));
    const together = () =>
      Promise.race([
        runOnWorkers(cluster, countWords, batches, showing(`round ${number}, both workers`)),
        workers.failure(),
      ]);
    if (number % 2 === 1) rounds.push({ alone: await alone(), workers: await together() });
    else rounds.push({ workers: await together(), alone: await alone() });
  }
  tellTimes(input, rounds, NAMES.length, report);
  tellShares(rounds.at(-1).workers.tally, workers, report);
  tellWords(rounds[0].alone.counts, report);
  return rounds;
}

/**
 * The same work once more, and half way one worker is killed as a power cut would do it.
 *
 * @param {Input} input
 * @param {Round[]} rounds
 * @returns {Promise<Loss>}
 */
async function loseWorker(input, rounds, cluster, workers, report) {
  report.step('Once more, and one worker is killed half way (SIGKILL, no goodbye)');
  const [survivor, victim] = NAMES.map((name) => workers.named(name));
  const { batches, countWords } = input;
  let doneAtKill;
  const onBatch = (tally) => {
    report.progress(() => `${tally.batches} of ${batches.length} batches`);
    if (doneAtKill !== undefined || tally.batches * 2 < batches.length) return;
    doneAtKill = tally.batches;
    victim.kill();
  };
  const run = await Promise.race([runOnWorkers(cluster, countWords, batches, onBatch), survivor.failure()]);
  await victim.ended;
  const usualMs = median(rounds.map((round) => round.workers.tally.elapsedMs));
  const extraMs = run.tally.elapsedMs - usualMs;
  const again = run.stats.requeues === 1 ? '1 batch' : `${whole(run.stats.requeues)} batches`;
  report.line(`${victim.name} was killed after ${doneAtKill} of ${batches.length} batches.`);
  report.line(
    `${again} had been given to ${victim.name} and ran again on ${survivor.name}, like all the rest.`,
  );
  report.line(
    `It took ${seconds(run.tally.elapsedMs)} s: ${difference(extraMs)} than with two workers to the end.`,
  );
  return { ...run, doneAtKill, victim, survivor };
}

/** @param {number} ms */
const difference = (ms) => `${seconds(Math.abs(ms))} s ${ms < 0 ? 'less' : 'more'}`;
