import { hasWork, type JobState } from './job-state.js';
import { JobsByDepth } from './jobs-by-depth.js';
import type { SchedulerState } from './scheduler-state.js';

/** Jobs with something to assign: those of a higher priority before all others, then those deeper down, then in turn. */
export class ReadyJobs implements Iterable<JobState> {
  readonly #levels: Map<number, JobsByDepth> = new Map();
  /** The priorities that there are jobs of, the highest first. */
  #priorities: readonly number[] = [];
  #size: number = 0;

  get size(): number {
    return this.#size;
  }

  has(job: JobState): boolean {
    return this.#levels.get(priorityOf(job))?.has(job) === true;
  }

  /** One that is there keeps its turn. */
  add(job: JobState): void {
    const priority = priorityOf(job);
    const level = this.#levels.get(priority) ?? this.#open(priority);
    if (level.has(job)) return;
    level.add(job);
    this.#size += 1;
  }

  delete(job: JobState): void {
    const priority = priorityOf(job);
    const level = this.#levels.get(priority);
    if (level?.has(job) !== true) return;
    level.delete(job);
    this.#size -= 1;
    if (level.size > 0) return;
    this.#levels.delete(priority);
    this.#priorities = this.#priorities.filter((other) => other !== priority);
  }

  /** Its turn is over: the others of its priority go first now. */
  toBack(job: JobState): void {
    this.#levels.get(priorityOf(job))?.toBack(job);
  }

  /** Whose turn it is. */
  get first(): JobState | undefined {
    const [highest] = this.#priorities;
    return highest === undefined ? undefined : this.#levels.get(highest)?.first;
  }

  *[Symbol.iterator](): IterableIterator<JobState> {
    for (const priority of this.#priorities) yield* this.#levels.get(priority) ?? [];
  }

  #open(priority: number): JobsByDepth {
    const level = new JobsByDepth();
    this.#levels.set(priority, level);
    this.#priorities = [...this.#priorities, priority].toSorted((one, other) => other - one);
    return level;
  }
}

function priorityOf(job: JobState): number {
  return job.policy.priority ?? 0;
}

/** Keeps `ready` and `troubled` true for one job, after anything that changes what of it could be assigned. */
export function refreshReady(state: SchedulerState, job: JobState): void {
  if (hasWork(job)) state.ready.add(job);
  else state.ready.delete(job);
  if (job.solitary.length > 0) state.troubled.add(job);
  else state.troubled.delete(job);
}
