import { openAttempt } from './attempts.js';
import { chunkSize } from './chunk-size.js';
import { type JobState, takeChunk } from './job-state.js';
import { ATTEMPTS_PER_SLOT, PULL_ITEMS_IDLE, PULL_ITEMS_MAX } from './limits.js';
import { refreshReady } from './ready-jobs.js';
import type { Outputs, SchedulerState } from './scheduler-state.js';
import { hasStock, serves } from './worker-rooms.js';
import type { WorkerState } from './worker-state.js';
import type { WorkerTurns } from './worker-turns.js';

/**
 * Hands out chunks while there is work and room: first to free slots, then behind busy ones; workers and jobs
 * take turns, so each step costs the same however many there are.
 */
export function assignWork(state: SchedulerState, now: number, out: Outputs): void {
  fill(state, state.free, 1, now, out);
  // What a job reserves may be taken where slots are free.
  fill(state, state.free, ATTEMPTS_PER_SLOT, now, out);
  fill(state, state.roomy, ATTEMPTS_PER_SLOT, now, out);
}

function fill(state: SchedulerState, rooms: WorkerTurns, deep: number, now: number, out: Outputs): void {
  let passedOver = 0;
  while (state.ready.size > 0 && passedOver < rooms.size) {
    const worker = takeWarm(state, rooms) ?? rooms.first;
    if (worker === undefined) break;
    if (assignTo(state, worker, deep, now, out)) passedOver = 0;
    else passedOver += 1;
    // Most often it has no room any more, and is somewhere else already.
    if (rooms.has(worker)) rooms.toBack(worker);
  }
}

/** The worker that was at work last, if it is at nothing now. Its turn comes before that of the others, and once. */
function takeWarm(state: SchedulerState, rooms: WorkerTurns): WorkerState | undefined {
  const { warm } = state;
  if (warm === undefined || !rooms.has(warm) || warm.attempts.size > 0) return undefined;
  state.warm = undefined;
  return warm;
}

/** Gives the worker a chunk of the most urgent job, the next in turn, whose requirements it meets. */
function assignTo(
  state: SchedulerState,
  worker: WorkerState,
  deep: number,
  now: number,
  out: Outputs,
): boolean {
  // Most often it is this one: to go through them costs as much as the rest.
  const { first } = state.ready;
  if (first !== undefined && assignOf(state, first, worker, deep, now, out)) return true;
  for (const job of state.ready) {
    if (job !== first && assignOf(state, job, worker, deep, now, out)) return true;
  }
  return false;
}

/** Gives the worker a chunk of the job, if it meets its requirements. */
function assignOf(
  state: SchedulerState,
  job: JobState,
  worker: WorkerState,
  deep: number,
  now: number,
  out: Outputs,
): boolean {
  if (!serves(state, worker, job) || !hasStock(state, worker, job, deep)) return false;
  const chunk = takeChunk(job, chunkSize(job, state.slots));
  refreshReady(state, job);
  if (chunk === undefined) return false;
  state.ready.toBack(job);
  // Silence counts from here: before, it had nothing to say.
  if (worker.attempts.size === 0) worker.heardAt = now;
  openAttempt(state, job, worker, chunk, { now }, out);
  return true;
}

/** Asks for more items of jobs whose workers would soon run dry. */
export function pullItems(state: SchedulerState, out: Outputs): void {
  for (const job of state.open) {
    const count = Math.min(wantedItems(state, job), job.windowEnd - job.items);
    if (count < 1) continue;
    job.pulling = true;
    state.open.delete(job);
    out.push({ kind: 'need-items', job: job.id, count });
  }
}

/** Twice what is in flight, less what is there; nothing before half of that is used up. */
function wantedItems(state: SchedulerState, job: JobState): number {
  const inFlight = ATTEMPTS_PER_SLOT * state.slots * chunkSize(job, state.slots);
  const wanted = state.slots === 0 ? PULL_ITEMS_IDLE : Math.min(2 * inFlight, PULL_ITEMS_MAX);
  return job.waiting.size * 2 > wanted ? 0 : wanted - job.waiting.size;
}
