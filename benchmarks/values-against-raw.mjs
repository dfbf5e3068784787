/**
 * A big Float64Array there and back through `cluster.submit` on one worker process, against zeromq.js moving the same bytes
 * between two processes, one whole frame each way. Rounds alternate; medians are compared.
 */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Dealer } from 'zeromq';
import { connect } from 'zfarm';
import { endWorker, network, startWorker } from './worker-process.mjs';

const MEBIBYTE = 1024 * 1024;
const CASES = [
  { mebibytes: 8, rounds: 25 },
  { mebibytes: 64, rounds: 11 },
];
const WANTED = 0.8;
/** Linux counts CPU time in hundredths of a second. */
const TICK_MS = 10;

/** CPU time of both processes so far, in ms, with all their threads; of this one alone where there is no /proc. */
function cpuMs(/** @type {number | undefined} */ pid) {
  const { user, system } = process.cpuUsage();
  let other = 0;
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    other = (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {}
  return (user + system) / 1000 + other;
}

/** @param {readonly number[]} samples */
function median(samples) {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0;
}

const socket = new Dealer({ linger: 0 });
await socket.bind('tcp://127.0.0.1:*');
const echo = fork(fileURLToPath(new URL('./raw-echo.mjs', import.meta.url)), [socket.lastEndpoint ?? '']);
const worker = startWorker('echo');
const cluster = await connect({ ...network, local: 'never', minWorkers: 1 });

const ways = {
  raw: {
    pid: echo.pid,
    echo: async (/** @type {Float64Array} */ values) => {
      await socket.send(new Uint8Array(values.buffer));
      const [bytes] = await socket.receive();
      const { buffer, byteOffset, byteLength } = /** @type {Buffer} */ (bytes);
      return new Float64Array(buffer, byteOffset, byteLength / 8);
    },
  },
  zfarm: {
    pid: worker.pid,
    echo: (/** @type {Float64Array} */ values) =>
      cluster.submit((/** @type {Float64Array} */ echoed) => echoed, values),
  },
};

async function round(/** @type {keyof typeof ways} */ name, /** @type {Float64Array} */ values) {
  const { pid, echo: send } = ways[name];
  const cpuBefore = cpuMs(pid);
  const begun = performance.now();
  const back = await send(values);
  const took = performance.now() - begun;
  if (back.length !== values.length || back.at(-1) !== values.at(-1))
    throw new Error(`${name} lost something`);
  return { took, cpu: cpuMs(pid) - cpuBefore };
}

for (const { mebibytes, rounds } of CASES) {
  const values = new Float64Array((mebibytes * MEBIBYTE) / 8).map((_, index) => index);
  /** @type {Record<keyof typeof ways, { took: number, cpu: number }[]>} */
  const seen = { raw: [], zfarm: [] };
  for (let warmUp = 0; warmUp < 3; warmUp += 1)
    for (const name of ['raw', 'zfarm']) await round(name, values);
  for (let index = 0; index < rounds; index += 1) {
    for (const name of index % 2 === 0 ? ['raw', 'zfarm'] : ['zfarm', 'raw']) {
      seen[name].push(await round(name, values));
    }
  }
  for (const [name, samples] of Object.entries(seen)) {
    const times = samples.map(({ took }) => took);
    const middle = median(times);
    const [least, most] = [Math.min(...times), Math.max(...times)].map((ms) => ms.toFixed(1));
    const cpu = (samples.reduce((sum, sample) => sum + sample.cpu, 0) / samples.length).toFixed(0);
    const rate = ((2 * mebibytes * 1000) / middle).toFixed(0);
    console.log(
      `${mebibytes} MiB, ${name}: median ${middle.toFixed(1)} ms (${least} to ${most} of ${rounds}), ${rate} MiB/s, CPU ${cpu} ms`,
    );
  }
  const ratio = median(seen.raw.map(({ took }) => took)) / median(seen.zfarm.map(({ took }) => took));
  console.log(
    `${mebibytes} MiB: ${ratio.toFixed(2)} of raw zeromq.js; wanted ${WANTED}${ratio < WANTED ? ': MISSED' : ''}`,
  );
}
await cluster.close();
echo.disconnect();
await endWorker(worker);
socket.close();
