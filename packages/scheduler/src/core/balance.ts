import type { AttemptState } from './attempt-state.js';
import { openAttempt } from './attempts.js';
import type { JobState } from './job-state.js';
import {
  BALANCE_MS,
  CHUNK_BYTES_MAX,
  STARTED_TOLD_MS,
  STRAGGLER_FACTOR,
  STRAGGLER_MS_MIN,
} from './limits.js';
import type { Outputs, SchedulerState } from './scheduler-state.js';
import { hasStock, serves } from './worker-rooms.js';
import type { WorkerState } from './worker-state.js';

/** Something that could be done for a free slot, from `dueAt` on. */
interface Relief {
  readonly attempt: AttemptState;
  readonly job: JobState;
  readonly kind: 'retract' | 'copy';
  readonly dueAt: number;
}

/**
 * Finds work for slots that are free although nothing waits. What has not started elsewhere is asked back, first where
 * the most time is left; the worker's cut then decides what of it goes to others. Of idempotent jobs, what takes far
 * longer than is usual is run a second time. Looked at no more often than every `BALANCE_MS`.
 */
export function balance(state: SchedulerState, now: number, out: Outputs): void {
  state.balanceAt = undefined;
  if (state.free.size === 0 || state.attempts.size === 0) return;
  if (now < state.balancedAt + BALANCE_MS) {
    state.balanceAt = state.balancedAt + BALANCE_MS;
    return;
  }
  state.balancedAt = now;
  let places = freePlaces(state);
  const helpers = new Map<JobState, readonly WorkerState[]>();
  for (const relief of reliefs(state).sort((one, other) => one.dueAt - other.dueAt)) {
    if (relief.dueAt > now) {
      state.balanceAt = Math.max(relief.dueAt, now + BALANCE_MS);
      break;
    }
    // Where there is no place now, only an input can bring one, and this look with it.
    if (places > 0 && relieve(state, relief, helpers, now, out)) places -= 1;
  }
}

function freePlaces(state: SchedulerState): number {
  let places = 0;
  for (const { capacity, slotsOut } of state.free) places += capacity.slots - slotsOut;
  return places;
}

function reliefs(state: SchedulerState): Relief[] {
  const found: Relief[] = [];
  for (const job of state.jobs.values()) {
    for (const id of job.attempts) {
      const attempt = state.attempts.get(id);
      const worker = attempt && state.workers.get(attempt.worker);
      if (attempt === undefined || worker === undefined || attempt.owed === attempt.end) continue;
      if (mayBeTravelling(attempt, job)) continue;
      if (mayHaveUnstarted(attempt, worker))
        found.push({ attempt, job, kind: 'retract', dueAt: retractAt(attempt, job, worker) });
      if (job.policy.idempotent === true && job.itemMs !== undefined && mayBeCopied(state, attempt)) {
        const patienceMs = Math.max(STRAGGLER_MS_MIN, STRAGGLER_FACTOR * job.itemMs);
        found.push({ attempt, job, kind: 'copy', dueAt: attempt.heardAt + patienceMs });
      }
    }
  }
  return found;
}

/**
 * Items that travel in pieces may take minutes on a slow link. Asked back, they would be given up just as they arrive, and
 * set out again, for ever.
 */
function mayBeTravelling({ started, owed, end }: AttemptState, { itemBytes }: JobState): boolean {
  return !started && (end - owed) * itemBytes > CHUNK_BYTES_MAX;
}

/** Each attempt is asked once: afterwards all of it has started. */
function mayHaveUnstarted(attempt: AttemptState, worker: WorkerState): boolean {
  if (attempt.retracted) return false;
  return attempt.end - attempt.owed > 1 || !attempt.started || !hasSlotFor(worker);
}

function retractAt(attempt: AttemptState, job: JobState, worker: WorkerState): number {
  const left = attempt.end - attempt.owed;
  const dueAt = attempt.heardAt + job.patienceMs - left * (job.itemMs ?? 0);
  // A single item has most likely started there, and will be told to have.
  return left === 1 && hasSlotFor(worker) ? Math.max(dueAt, attempt.heardAt + STARTED_TOLD_MS) : dueAt;
}

/** As far as we know, none of our attempts waits for another one there. */
function hasSlotFor(worker: WorkerState): boolean {
  return worker.attempts.size <= worker.capacity.slots;
}

/**
 * A single item that a slot will have as soon as it comes gains nothing there: asked back, it would only set out anew, on a
 * slow link behind one more piece of a big value each time.
 */
function mayGainHere({ owed, end }: AttemptState, worker: WorkerState): boolean {
  return end - owed > 1 || !hasSlotFor(worker);
}

/** What throws or ends its threads would do so time and again, while the one that counts says nothing. */
function mayBeCopied(state: SchedulerState, { twin, copyFailed }: AttemptState): boolean {
  return !copyFailed && (twin === undefined || !state.attempts.has(twin));
}

/** What waits for memory or a resource is helped only by one that has some of it left. */
function helps(state: SchedulerState, worker: WorkerState, job: JobState): boolean {
  return serves(state, worker, job) && hasStock(state, worker, job, 1);
}

function relieve(
  state: SchedulerState,
  { attempt, job, kind }: Relief,
  helpers: Map<JobState, readonly WorkerState[]>,
  now: number,
  out: Outputs,
): boolean {
  const fitting = helpers.get(job) ?? [...state.free].filter((worker) => helps(state, worker, job));
  helpers.set(job, fitting);
  if (kind === 'retract') {
    if (!fitting.some((worker) => worker.id !== attempt.worker || mayGainHere(attempt, worker))) return false;
    attempt.retracted = true;
    out.push({ kind: 'send', worker: attempt.worker, message: { kind: 'retract', attempt: attempt.id } });
    return true;
  }
  // Asked again: a copy of this very look may have taken what was left.
  const helper = fitting.find(
    (worker) => worker.id !== attempt.worker && state.free.has(worker) && helps(state, worker, job),
  );
  if (helper === undefined) return false;
  const { owed: first, end, history } = attempt;
  if (helper.attempts.size === 0) helper.heardAt = now;
  openAttempt(state, job, helper, { first, end, history }, { now, original: attempt }, out);
  const event = { type: 'copied', job: job.id, worker: helper.id, items: end - first } as const;
  out.push({ kind: 'notice', event });
  return true;
}
