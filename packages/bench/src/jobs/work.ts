import { noOp } from '../overheads/no-op.js';
import { JOBS } from './all-jobs.js';
import type { WorkFunction } from './benchmark-job.js';

export type { WorkFunction } from './benchmark-job.js';

const functions: ReadonlyMap<string, WorkFunction> = new Map(
  [noOp, ...JOBS.flatMap((job) => job.work)].map((work) => [work.name, work]),
);

/**
 * Finds what a job does with an item by the name of the function: for contenders whose threads or processes load their code
 * themselves. `await workNamed(work.name)(item)`.
 *
 * @throws RangeError for a name that no job has
 */
export function workNamed(name: string): (item: unknown) => unknown {
  const work = functions.get(name);
  if (work === undefined) throw new RangeError(`No job has a function "${name}".`);
  return work as (item: unknown) => unknown;
}
