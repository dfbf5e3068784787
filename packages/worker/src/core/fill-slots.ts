import type { Attempt } from './attempt.js';
import type { Client } from './client.js';
import { keepSetup } from './job-setups.js';
import { SLOT_AHEAD_MS, SLOT_RUNS_MAX } from './limits.js';
import { aheadMs, type Run, type Slot } from './slot.js';
import type { RunSpec, WorkerOutput } from './worker-output.js';
import type { WorkerState } from './worker-state.js';

/**
 * Hands queued attempts to slots, client by client as their shares say. An empty slot gets any attempt. A busy
 * one gets more while all that it holds is known to take less than `SLOT_AHEAD_MS`: so a thread goes from chunk to
 * chunk without a pause, and a flood of tiny attempts goes over in batches. A slot is refilled when half empty, not
 * after each attempt: that is what makes the batches. What thereby waits in the wrong place is taken back, see reclaim.ts.
 */
export function fillSlots(state: WorkerState, now: number, out: WorkerOutput[]): void {
  const open = state.slots.filter(isOpen);
  if (open.length === 0 || !hasQueued(state)) return;
  for (const slot of state.slots) state.shares.charge(slot, now);
  const handed = new Map<Slot, RunSpec[]>();
  for (;;) {
    const slot = emptiest(open);
    const client = slot === undefined ? undefined : state.shares.next(state.clients.values());
    if (slot === undefined || client === undefined || !fits(state, slot, client)) break;
    const runs = handed.get(slot) ?? [];
    handed.set(slot, runs);
    if (slot.runs.length === 0) slot.frontSince = now;
    runs.push(handOver(state, slot, client, out));
  }
  for (const [slot, runs] of handed) out.push({ kind: 'run', slot: slot.index, runs });
}

function isOpen(slot: Slot): boolean {
  if (!slot.ready || slot.ending || slot.overdueAt !== undefined) return false;
  return slot.runs.length <= SLOT_RUNS_MAX / 2 && aheadMs(slot) <= SLOT_AHEAD_MS / 2;
}

function hasQueued(state: WorkerState): boolean {
  for (const client of state.clients.values()) if (client.queue.length > 0) return true;
  return false;
}

/** The slot with least to do, if it has room at all. */
function emptiest(slots: readonly Slot[]): Slot | undefined {
  let best: Slot | undefined;
  let bestMs = Number.POSITIVE_INFINITY;
  for (const slot of slots) {
    if (slot.runs.length === 0) return slot;
    const ahead = aheadMs(slot);
    if (slot.runs.length >= SLOT_RUNS_MAX || ahead >= bestMs) continue;
    best = slot;
    bestMs = ahead;
  }
  return best;
}

function fits(state: WorkerState, slot: Slot, client: Client): boolean {
  if (slot.runs.length === 0) return true;
  const attempt = client.queue.peek();
  const expectedMs = attempt === undefined ? undefined : expectedTime(state, attempt);
  return expectedMs !== undefined && aheadMs(slot) + expectedMs <= SLOT_AHEAD_MS;
}

function expectedTime(state: WorkerState, attempt: Attempt): number | undefined {
  const itemMs = state.codes.known.get(attempt.assign.code)?.itemMs;
  const [range] = attempt.todo;
  return itemMs === undefined || range === undefined ? undefined : itemMs * (range.to - range.from);
}

function handOver(state: WorkerState, slot: Slot, client: Client, out: WorkerOutput[]): RunSpec {
  const attempt = client.queue.peek();
  const expectedMs = attempt === undefined ? undefined : expectedTime(state, attempt);
  const range = client.queue.take()?.todo.shift();
  if (attempt === undefined || range === undefined) throw new Error('A queued attempt has a range to run.');
  attempt.place = 'held';
  attempt.slot = slot.index;
  client.held += 1;
  slot.lastRun += 1;
  const run: Run = {
    number: slot.lastRun,
    attempt,
    from: range.from,
    to: range.to,
    reportedTo: range.from,
    weight: client.weight,
    expectedMs,
    prepaidMs: state.shares.prepay(client, expectedMs),
    muted: false,
    reclaim: 'untried',
  };
  slot.runs.push(run);
  const {
    attempt: id,
    job,
    code,
    call,
    first,
    items,
    tries,
    console,
    setup,
    parts,
    timeoutMs,
  } = attempt.assign;
  if (!attempt.begun)
    out.push({ kind: 'send', client: client.id, message: { kind: 'started', attempt: id } });
  attempt.begun = true;
  if (setup !== undefined) keepSetup(client, job, out);
  return {
    run: run.number,
    client: client.id,
    job,
    attempt: id,
    code,
    call,
    first,
    items,
    tries,
    console,
    setup,
    parts,
    timeoutMs,
    from: range.from,
    to: range.to,
  };
}
