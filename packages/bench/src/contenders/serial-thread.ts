import { parentPort } from 'node:worker_threads';
import type { Size } from '../core/figure.js';
import { JOBS } from '../jobs/all-jobs.js';
import { type JobInstance, runSerially } from '../jobs/benchmark-job.js';
import type { SerialAnswer } from './serial.js';

interface Order {
  readonly name: string;
  readonly size: Size;
}

let last: (Order & { readonly instance: JobInstance }) | undefined;

/** The input, which is kept for the next round. */
async function inputOf({ name, size }: Order): Promise<JobInstance> {
  if (last?.name === name && last.size === size) return last.instance;
  const job = JOBS.find((known) => known.name === name);
  if (job === undefined) throw new RangeError(`There is no job "${name}".`);
  last = { name, size, instance: await job.prepare(size) };
  return last.instance;
}

async function answerOf(order: Order): Promise<SerialAnswer> {
  try {
    const instance = await inputOf(order);
    const begun = performance.now();
    const answer = await runSerially(instance);
    return { kind: 'answer', answer, ms: performance.now() - begun };
  } catch (error) {
    return { kind: 'failure', message: String(error) };
  }
}

parentPort?.on('message', (order: Order) => {
  void answerOf(order).then((answer) => parentPort?.postMessage(answer));
});
