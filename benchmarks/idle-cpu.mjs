/** Processor time of a client and two workers that have nothing to do. Reads /proc, so on Linux only. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'zfarm';
import { endWorker, network, startWorker } from './worker-process.mjs';

const SECONDS = Number(process.env['SECONDS'] ?? 15);
const TICKS_PER_SECOND = 100;

/** Seconds of user and system time so far. @param {number | 'self' | undefined} pid */
function cpuSeconds(pid) {
  const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = after.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

const workers = [startWorker('red'), startWorker('blue')];
const cluster = await connect({ ...network, local: 'never', minWorkers: 2 });
const nodes = { client: 'self', red: workers[0]?.pid, blue: workers[1]?.pid };
await Promise.all(Array.from({ length: 100 }, (_, n) => cluster.submit((x) => x, n)));
await sleep(2000);
const begun = performance.now();
const before = Object.entries(nodes).map(([name, pid]) => ({ name, pid, used: cpuSeconds(pid) }));
await sleep(SECONDS * 1000);
const passed = (performance.now() - begun) / 1000;
for (const { name, pid, used } of before) {
  console.log(
    `${name.padEnd(7)} ${(((cpuSeconds(pid) - used) / passed) * 100).toFixed(2)} % of a processor over ${passed.toFixed(0)} s`,
  );
}
await cluster.close();
await Promise.all(workers.map((worker) => endWorker(worker)));
