/** The scheduler's core by itself: 1,000,000 tasks over 10 and over 1,000 workers that answer at once; no sockets, no threads. */
// biome-ignore lint/style/noRestrictedImports: the core alone is what is measured here.
import { SchedulerCore } from '@zfarm/scheduler/core';
import { spread } from './worker-process.mjs';

const TASKS = 1_000_000;
const ROUNDS = 3;

/** Chunks that are out, in columns: objects for them, in as many places, would be measured along with the core. @param {number} chunksMax */
function chunkList(chunksMax) {
  /** @type {string[]} */
  const workers = new Array(chunksMax).fill('');
  return { size: 0, workers, attempts: new Uint32Array(chunksMax), items: new Uint32Array(chunksMax) };
}

/** Runs all tasks one to a chunk; answers the milliseconds of CPU time, which others on the machine don't change. @param {number} workers */
function run(workers) {
  const core = new SchedulerCore({ self: 'client', local: 'never' });
  const capacity = { slots: 1, memoryBytes: 1e9, platform: 'linux-x64', nodeVersion: '20.20.2', labels: {} };
  let assigned = chunkList(3 * workers);
  let answered = chunkList(3 * workers);
  let settled = 0;
  const feed = (/** @type {any} */ input, /** @type {number} */ now) => {
    for (const output of core.handle(input, now)) {
      if (output.kind === 'items-settled') settled += output.count;
      if (output.kind !== 'send' || output.message.kind !== 'assign') continue;
      const at = assigned.size++;
      assigned.workers[at] = output.worker;
      assigned.attempts[at] = output.message.attempt;
      assigned.items[at] = output.message.first;
    }
  };
  for (let w = 0; w < workers; w += 1) {
    feed({ kind: 'worker-opened', worker: `w${w}`, capacity, local: false }, 0);
    feed({ kind: 'worker-messages', worker: `w${w}`, messages: [{ kind: 'credit', limit: 3 }] }, 0);
  }
  const policy = { retries: 0, lossesMax: 3, failFast: true, chunkItems: 1 };
  const begun = process.cpuUsage();
  const job = { job: 1, code: 'c', call: 'item', console: 'ignore', policy };
  feed({ kind: 'job-submitted', ...job, items: TASKS, ended: true, itemBytes: 8, windowEnd: Infinity }, 0);
  const values = { owner: 'w', id: 0, bytes: 8 };
  for (let now = 0; assigned.size > 0; now += 10) {
    [assigned, answered] = [answered, assigned];
    assigned.size = 0;
    for (let at = 0; at < answered.size; at += 1) {
      const worker = answered.workers[at];
      const attempt = answered.attempts[at];
      const slice = { kind: 'slice', attempt, first: answered.items[at], count: 1, values };
      feed(
        { kind: 'worker-messages', worker, messages: [slice, { kind: 'done', attempt, busyMs: 10 }] },
        now,
      );
    }
  }
  if (settled !== TASKS) throw new Error(`${settled} tasks settled`);
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

run(100);
const few = [];
const many = [];
for (let round = 0; round < ROUNDS; round += 1) {
  few.push(run(10));
  many.push(run(1000));
}
const rate = (/** @type {number[]} */ ms) => spread(ms.map((took) => TASKS / (took / 1000)));
console.log(`assignments a second, 10 workers:      ${rate(few)}`);
console.log(`assignments a second, 1,000 workers:   ${rate(many)}`);
console.log(
  `cost of a task, 1,000 against 10:      ${spread(
    many.map((ms, i) => ms / (few[i] ?? 1)),
    2,
  )}`,
);
