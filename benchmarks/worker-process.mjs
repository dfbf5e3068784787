import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { connect } from 'zfarm';

/** Every benchmark talks over loopback, on a port and in a cluster of its own. */
export const network = {
  interface: '127.0.0.1',
  port: 20_000 + (process.pid % 40_000),
  cluster: `bench-${process.pid}`,
};

/**
 * Starts `zfarm worker` with one thread in a Node.js process of its own.
 *
 * @param {string} name
 * @param {string[]} more options of the command
 */
export function startWorker(name, ...more) {
  const manifest = createRequire(import.meta.url).resolve('zfarm');
  const bin = new URL('cli/main.js', `file://${manifest}`).pathname;
  const { interface: on, port, cluster } = network;
  const options = ['--threads', '1', '--interface', on, '--port', String(port), '--cluster', cluster];
  const worker = spawn(process.execPath, [bin, 'worker', '--name', name, ...options, ...more], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // Without it the benchmark would wait for ever, or measure something else.
  worker.once('exit', (code, signal) => {
    if (worker.killed) return;
    console.error(`Worker ${name} ended by itself (${signal ?? `exit code ${code}`}).`);
    process.exit(1);
  });
  return worker;
}

/**
 * Ends a worker and waits until it is gone.
 *
 * @param {import('node:child_process').ChildProcess} worker
 * @param {NodeJS.Signals} signal
 */
export async function endWorker(worker, signal = 'SIGTERM') {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const gone = once(worker, 'exit');
  worker.kill(signal);
  await gone;
}

/** @param {readonly number[]} samples */
export function summary(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (/** @type {number} */ q) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
  const ms = (/** @type {number} */ value) => `${value.toFixed(0)} ms`;
  return `median ${ms(at(0.5))}, smallest ${ms(at(0))}, largest ${ms(at(1))} of ${samples.length}`;
}

/** @param {readonly number[]} samples @param {number} [share] */
export function quantile(samples, share = 0.5) {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** @param {readonly number[]} samples @param {number} [digits] */
export function spread(samples, digits = 0) {
  const [median, least, most] = [0.5, 0, 1].map((share) => quantile(samples, share).toFixed(digits));
  return `${median} (${least} to ${most})`;
}

/** Runs `measure` on a cluster of two workers of one thread each. @param {(cluster: import('zfarm').Cluster) => unknown} measure */
export async function onTwoWorkers(measure) {
  const cluster = await connect({ ...network, local: 'never' });
  const workers = [startWorker('red'), startWorker('blue')];
  try {
    await cluster.waitForWorkers(2);
    await measure(cluster);
  } finally {
    await cluster.close();
    await Promise.all(workers.map((worker) => endWorker(worker)));
  }
}
