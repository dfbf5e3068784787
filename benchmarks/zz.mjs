/** The scheduler's core by itself: 1,000,000 tasks over 10 and over 1,000 workers that answer at once; no sockets, no threads. */
// biome-ignore lint/style/noRestrictedImports: the core alone is what is measured here.
import { SchedulerCore } from '@zfarm/scheduler/core';
import { spread } from './worker-process.mjs';

const TASKS = 30_000;
const ROUNDS = 1;

/** Runs all tasks one to a chunk; answers the milliseconds spent. @param {number} workers */
function run(workers) {
  const core = new SchedulerCore({ self: 'client', local: 'never' });
  const capacity = { slots: 1, memoryBytes: 0, os: 'linux-x64', node: '20.20.2', labels: {} };
  /** @type {{ worker: string, attempt: number, first: number, count: number }[]} */
  const assigned = [];
  let settled = 0;
  const feed = (/** @type {any} */ input, /** @type {number} */ now) => {
    for (const output of core.handle(input, now)) {
      if (output.kind === 'items-settled') settled += output.count;
      if (output.kind !== 'send' || output.message.kind !== 'assign') continue;
      const { attempt, first, count } = output.message;
      assigned.push({ worker: output.worker, attempt, first, count });
    }
  };
  for (let w = 0; w < workers; w += 1) {
    feed({ kind: 'worker-opened', worker: `w${w}`, capacity, local: false }, 0);
    feed({ kind: 'worker-messages', worker: `w${w}`, messages: [{ kind: 'credit', limit: 3 }] }, 0);
  }
  const policy = { retries: 0, lossesMax: 3, failFast: true, chunkItems: 1 };
  const begun = performance.now();
  const job = { job: 1, code: 'c', call: 'item', console: 'ignore', policy };
  feed({ kind: 'job-submitted', ...job, items: TASKS, ended: true, itemBytes: 8, windowEnd: Infinity }, 0);
  const values = { owner: 'w', id: 0, bytes: 8 };
  for (let at = 0; at < assigned.length; at += 1) {
    const { worker, attempt, first, count } = assigned[at] ?? assigned[0];
    const messages = [
      { kind: 'started', attempt },
      { kind: 'slice', attempt, first, count, values },
      { kind: 'done', attempt, busyMs: 10 },
    ];
    feed({ kind: 'worker-messages', worker, messages }, (at / workers) * 10);
  }
  if (settled !== TASKS) throw new Error(`${settled} tasks settled`);
  return performance.now() - begun;
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
