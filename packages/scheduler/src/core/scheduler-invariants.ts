import type { AttemptId } from '@zfarm/cluster-core/core';
import type { AttemptState } from './attempt-state.js';
import { slotsOf } from './attempts.js';
import type { JobState } from './job-state.js';
import { ATTEMPTS_PER_SLOT } from './limits.js';
import type { SchedulerState } from './scheduler-state.js';
import { atWork, isUsable, room, type WorkerState } from './worker-state.js';

/** Throws at the first thing that must never be. For tests and the simulator; costs as much as there are items. */
export function checkInvariants(state: SchedulerState): void {
  for (const job of state.jobs.values()) {
    checkItems(state, job);
    checkNesting(state, job);
    must(!job.ended || job.resolved.size < job.items, `job ${job.id} is finished and not ended`);
    must(state.open.has(job) === (!job.ended && !job.pulling), `job ${job.id}: open is wrong`);
  }
  checkAttempts(state);
  for (const worker of state.workers.values()) {
    const { attempts, capacity, id } = worker;
    let slots = 0;
    for (const attempt of attempts) slots += slotsAt(state, attempt);
    must(slots === worker.slotsOut, `worker ${id} has ${slots} slots out, not ${worker.slotsOut}`);
    checkSuspended(state, worker);
    must(atWork(worker) <= capacity.slots * (ATTEMPTS_PER_SLOT + 1), `worker ${id} has too many attempts`);
    const listed = state.free.has(worker) || state.roomy.has(worker);
    must(listed === (worker.rooms?.has(worker) === true), `worker ${id} is not in the rooms it names`);
    must(!listed || (isUsable(worker) && room(worker) > 0), `worker ${id} has no room`);
  }
  const { warm } = state;
  must(warm === undefined || state.workers.get(warm.id) === warm, 'the warm worker is gone');
  for (const worker of state.reserved) {
    const alone = [...worker.attempts].filter((id) => state.attempts.get(id)?.alone === true);
    must(alone.length === 0 || atWork(worker) === 1, `suspects have company on worker ${worker.id}`);
    must(state.workers.get(worker.id) === worker, `worker ${worker.id} is reserved and gone`);
  }
  for (const job of state.troubled)
    must(state.jobs.get(job.id) === job, `job ${job.id} is in trouble and gone`);
  for (const job of state.ready) must(state.jobs.get(job.id) === job, `job ${job.id} is ready and gone`);
}

/** Every unresolved item is waiting, suspect, or owed by one current attempt: in one place, and only one. */
function checkItems(state: SchedulerState, job: JobState): void {
  const places = new Uint8Array(job.items);
  const count = (first: number, end: number): void => {
    for (let item = first; item < end; item += 1) places[item] = (places[item] ?? 0) + 1;
  };
  for (const range of job.waiting.ranges()) count(range.first, range.end);
  for (const group of [...job.suspects, ...job.solitary]) count(group.first, group.end);
  for (const item of job.faltered.keys()) count(item, item + 1);
  for (const { item } of job.resting) count(item, item + 1);
  must(state.resting.has(job) === job.resting.length > 0, `job ${job.id}: resting is wrong`);
  for (const id of job.attempts) {
    const attempt = state.attempts.get(id);
    if (attempt !== undefined) count(attempt.owed, attempt.end);
  }
  for (let item = 0; item < job.items; item += 1) {
    const found = places[item] ?? 0;
    if (!job.resolved.has(item)) must(found === 1, `item ${item} of job ${job.id} is in ${found} places`);
  }
  for (const range of job.waiting.ranges()) {
    const open = job.resolved.missing(range.first, range.end);
    must(
      open.length === 1 && open[0]?.first === range.first && open[0].end === range.end,
      `job ${job.id} waits for items that have resolved`,
    );
  }
}

function slotsAt(state: SchedulerState, id: AttemptId): number {
  const attempt = state.attempts.get(id);
  return attempt === undefined || attempt.suspended ? 0 : slotsOf(attempt);
}

function checkSuspended(state: SchedulerState, worker: WorkerState): void {
  const suspended = [...worker.attempts].filter((id) => state.attempts.get(id)?.suspended === true);
  must(suspended.length === worker.suspended, `worker ${worker.id} knows how many of its attempts wait`);
}

/** A job that a task has started and the attempt of that task know each other. */
function checkNesting(state: SchedulerState, job: JobState): void {
  if (job.parent === undefined) return;
  const parent = state.attempts.get(job.parent.attempt);
  must(parent?.nests?.get(job.parent.nest) === job.id, `job ${job.id} belongs to no task`);
  must(state.jobs.get(parent?.job ?? job.id)?.depth === job.depth - 1, `job ${job.id} knows its depth`);
}

/** The three tables that know of an attempt agree. */
function checkAttempts(state: SchedulerState): void {
  let listed = 0;
  for (const worker of state.workers.values()) {
    listed += worker.attempts.size + worker.relieved.size;
    for (const id of worker.attempts) {
      const attempt = state.attempts.get(id);
      must(attempt !== undefined && attempt.worker === worker.id, `attempt ${id} is not with ${worker.id}`);
      must(attempt !== undefined && isListed(state, attempt), `attempt ${id} is unknown to its job`);
    }
    for (const id of worker.attempts)
      must(state.attempts.get(id)?.relieved === false, `attempt ${id} is current`);
    for (const id of worker.relieved)
      must(state.attempts.get(id)?.relieved === true, `attempt ${id} is relieved`);
  }
  must(listed === state.attempts.size, `${state.attempts.size} attempts, ${listed} at workers`);
}

function isListed(state: SchedulerState, { id, job, copy }: AttemptState): boolean {
  const { attempts, relieved } = state.jobs.get(job) ?? {};
  return (copy ? relieved : attempts)?.has(id) === true;
}

function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(`scheduler invariant broken: ${otherwise}`);
}
