/** What encryption costs: the same jobs by two workers with a key and by two without, in turns. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'zfarm';
import { endWorker, network, spread, startWorker } from './worker-process.mjs';

const ROUNDS = 7;
const TASKS = 50_000;
const ITEMS = 500_000;
const ECHOES = 200;
const BYTES = 8 * 1024 * 1024;

const folder = mkdtempSync(join(tmpdir(), 'zfarm-curve-cost-'));
const keyFile = join(folder, 'cluster.key');
const manifest = createRequire(import.meta.url).resolve('zfarm');
execFileSync(process.execPath, [
  new URL('cli/main.js', `file://${manifest}`).pathname,
  'keygen',
  '--out',
  keyFile,
]);

/** @type {Record<string, { readonly run: (cluster: import('zfarm').Cluster) => Promise<unknown>; readonly units: number; readonly unit: string }>} */
const jobs = {
  [`${TASKS} tasks in flight`]: {
    run: (cluster) => Promise.all(Array.from({ length: TASKS }, (_, n) => cluster.submit(noOp, n))),
    units: TASKS,
    unit: 'task',
  },
  [`map of ${ITEMS} items`]: {
    run: (cluster) =>
      cluster.map(
        noOp,
        Array.from({ length: ITEMS }, (_, n) => n),
      ),
    units: ITEMS,
    unit: 'item',
  },
  // Each is a message of its own, and so is its answer.
  'one task after the other': {
    run: async (cluster) => {
      for (let n = 0; n < ECHOES; n += 1) await cluster.submit(noOp, n);
    },
    units: 2 * ECHOES,
    unit: 'message',
  },
  '8 MiB there and back': {
    run: (cluster) => cluster.submit(noOp, new Float64Array(BYTES / 8)),
    units: (2 * BYTES) / 1e6,
    unit: 'MB',
  },
};

/** @template T @param {T} value */
function noOp(value) {
  return value;
}

const plain = { ...network, cluster: `${network.cluster}-plain` };
const keyed = { ...network, cluster: `${network.cluster}-keyed`, port: network.port + 1 };
const workers = [
  ...['red', 'blue'].map((name) => startWorker(name, '--cluster', plain.cluster)),
  ...['gold', 'grey'].map((name) =>
    startWorker(name, '--cluster', keyed.cluster, '--port', String(keyed.port), '--key', keyFile),
  ),
];
const open = await connect({ ...plain, local: 'never' });
const closed = await connect({ ...keyed, local: 'never', keyFile });
try {
  await Promise.all([open.waitForWorkers(2), closed.waitForWorkers(2)]);
  for (const [name, { run, units, unit }] of Object.entries(jobs)) {
    const [ratios, costs, extras] = [[], [], []];
    for (let round = -1; round < ROUNDS; round += 1) {
      // Whoever goes second meets a warmer program.
      const order = round % 2 === 0 ? [open, closed] : [closed, open];
      const took = new Map();
      for (const cluster of order) took.set(cluster, await measured(() => run(cluster)));
      const [without, withKey] = [took.get(open), took.get(closed)];
      // The first one warms up.
      if (round < 0) continue;
      ratios.push(without.ms / withKey.ms);
      costs.push(withKey.cpuMs / without.cpuMs);
      extras.push((1000 * (withKey.ms - without.ms)) / units);
    }
    console.log(`${name.padEnd(26)} ${spread(ratios, 2)} of the speed without a key`);
    console.log(
      `  ${spread(costs, 2)} times the client's processor time, ${spread(extras, 1)} us more for each ${unit}`,
    );
  }
} finally {
  await Promise.all([open.close(), closed.close()]);
  await Promise.all(workers.map((worker) => endWorker(worker)));
  rmSync(folder, { recursive: true });
}

/** @param {() => Promise<unknown>} job */
async function measured(job) {
  const before = process.cpuUsage();
  const begun = performance.now();
  await job();
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - begun, cpuMs: (user + system) / 1000 };
}
