import { type Attempt, depthOf, type Range } from './attempt.js';
import { noteFront } from './beginnings.js';
import type { Client } from './client.js';
import { keepSetup } from './job-setups.js';
import { CONTENDED_AHEAD_MS, SLOT_AHEAD_MS, SLOT_PAIR_MS, SLOT_RUNS_MAX } from './limits.js';
import {
  aheadMs,
  isCrowded,
  isOutlasting,
  isReserving,
  leftMs,
  nextRunNumber,
  type Slot,
  takesDepth,
} from './slot.js';
import type { RunSpec, WorkerOutput } from './worker-output.js';
import type { WorkerState } from './worker-state.js';

/**
 * Hands queued attempts to slots, client by client as their shares say. An empty slot gets any attempt. A busy
 * one gets more while all that it holds is known to take less than `SLOT_AHEAD_MS`, or `SLOT_PAIR_MS` where it is only two: so a thread goes from chunk to
 * chunk without a pause, and a flood of tiny attempts goes over in batches. A slot is refilled when half empty, not
 * after each attempt: that is what makes the batches. What thereby waits in the wrong place is taken back, see reclaim.ts.
 *
 * An attempt that reserves several slots gets them when its turn has come and they are empty; until then nothing else is
 * handed out. One that waits for memory or a resource keeps what is left of that from others, and nothing else.
 */
export function fillSlots(state: WorkerState, now: number, out: WorkerOutput[]): void {
  state.fillAt = undefined;
  if (!hasQueued(state)) return;
  const floor: Floor = { now, contended: isContended(state) };
  const open = state.slots.filter((slot) => isOpen(slot, floor));
  if (open.length > 0) handOut(state, open, floor, out);
  if (floor.contended && hasQueued(state)) state.fillAt = nextOpening(state.slots, now);
}

/** What decides how far ahead slots are filled. */
interface Floor {
  readonly now: number;
  /** Several clients have work here. */
  readonly contended: boolean;
}

function handOut(state: WorkerState, open: readonly Slot[], floor: Floor, out: WorkerOutput[]): void {
  for (const slot of state.slots) state.shares.charge(slot, floor.now);
  const handed = new Map<Slot, RunSpec[]>();
  const aside = new Set<Client>();
  for (const client of state.clients.values()) if (client.congested) aside.add(client);
  state.claims.begin();
  for (;;) {
    const client = state.shares.next(state.clients.values(), aside);
    if (client === undefined) break;
    const attempt = state.claims.candidate(client);
    if (attempt === undefined) {
      aside.add(client);
      continue;
    }
    const slot = roomFor(state, open, attempt, floor);
    // It is this one's turn: whoever else could use what is free now would keep it from ever getting enough.
    if (slot === undefined && !open.some(isCrowded)) break;
    if (slot === undefined) {
      aside.add(client);
      continue;
    }
    const runs = handed.get(slot) ?? [];
    handed.set(slot, runs);
    if (slot.runs.length === 0) slot.frontSince = floor.now;
    runs.push(handOver(state, slot, attempt, floor.now, out));
  }
  state.claims.end();
  for (const [slot, runs] of handed) out.push({ kind: 'run', slot: slot.index, runs });
}

function isContended(state: WorkerState): boolean {
  let clients = 0;
  for (const { attempts } of state.clients.values()) if (attempts.size > 0) clients += 1;
  return clients > 1;
}

function isOpen(slot: Slot, { now, contended }: Floor): boolean {
  if (!takesRuns(slot) || slot.runs.length > SLOT_RUNS_MAX / 2) return false;
  if (!contended) return aheadMs(slot) <= (slot.runs.length === 1 ? SLOT_PAIR_MS : SLOT_AHEAD_MS / 2);
  return !isOutlasting(slot, now) && leftMs(slot, now) <= CONTENDED_AHEAD_MS;
}

function takesRuns(slot: Slot): boolean {
  if (!slot.ready || slot.ending || slot.overdueAt !== undefined) return false;
  return slot.lentTo === undefined && !isReserving(slot);
}

/** When the first slot that holds runs will be open; one that holds what was never measured opens when that is done. */
function nextOpening(slots: readonly Slot[], now: number): number | undefined {
  let at = Number.POSITIVE_INFINITY;
  for (const slot of slots) {
    if (!takesRuns(slot) || slot.runs.length > SLOT_RUNS_MAX / 2) continue;
    const left = leftMs(slot, now);
    // Timers count whole milliseconds.
    if (left > CONTENDED_AHEAD_MS) at = Math.min(at, now + Math.max(1, left - CONTENDED_AHEAD_MS));
  }
  return at === Number.POSITIVE_INFINITY ? undefined : at;
}

function hasQueued(state: WorkerState): boolean {
  for (const client of state.clients.values()) if (client.queue.length > 0) return true;
  return false;
}

/** The slot that takes the attempt now, if one does. A reservation begins on an empty slot, with the others empty too. */
function roomFor(
  state: WorkerState,
  slots: readonly Slot[],
  attempt: Attempt,
  { now, contended }: Floor,
): Slot | undefined {
  const { reservation } = attempt.assign;
  const depth = depthOf(attempt);
  const open = slots.some(isCrowded) ? slots.filter((slot) => takesDepth(slot, depth)) : slots;
  if (reservation !== undefined) {
    const empty = open.filter(isVacant);
    return empty.length < reservation.slots ? undefined : empty[0];
  }
  const slot = emptiest(open, now);
  if (slot === undefined || slot.runs.length === 0) return slot;
  // Its content is given away with it, so it could not be taken back.
  if (attempt.assign.items.movable === true) return undefined;
  const expectedMs = expectedTime(state, attempt);
  if (expectedMs === undefined) return undefined;
  const fits = contended
    ? leftMs(slot, now) <= CONTENDED_AHEAD_MS
    : aheadMs(slot) + expectedMs <= (slot.runs.length === 1 ? SLOT_PAIR_MS : SLOT_AHEAD_MS);
  return fits ? slot : undefined;
}

function isVacant(slot: Slot): boolean {
  return takesRuns(slot) && slot.runs.length === 0;
}

/** The slot with least to do, if it has room at all. */
function emptiest(slots: readonly Slot[], now: number): Slot | undefined {
  let best: Slot | undefined;
  let bestMs = Number.POSITIVE_INFINITY;
  for (const slot of slots) {
    if (!takesRuns(slot)) continue;
    if (slot.runs.length === 0) return slot;
    const left = leftMs(slot, now);
    if (slot.runs.length >= SLOT_RUNS_MAX || left >= bestMs) continue;
    best = slot;
    bestMs = left;
  }
  return best;
}

function expectedTime(state: WorkerState, attempt: Attempt): number | undefined {
  const itemMs = state.codes.known.get(attempt.assign.code)?.itemMs;
  const [range] = attempt.todo;
  return itemMs === undefined || range === undefined ? undefined : itemMs * (range.to - range.from);
}

function handOver(
  state: WorkerState,
  slot: Slot,
  attempt: Attempt,
  now: number,
  out: WorkerOutput[],
): RunSpec {
  const { client } = attempt;
  const expectedMs = expectedTime(state, attempt);
  client.queue.remove(attempt);
  const range = attempt.todo.shift();
  if (range === undefined) throw new Error('A queued attempt has a range to run.');
  attempt.place = 'held';
  attempt.slot = slot.index;
  client.held += 1;
  slot.lastRun = nextRunNumber(slot);
  const weight = reserve(state, slot, attempt);
  slot.runs.push({
    number: slot.lastRun,
    attempt,
    from: range.from,
    to: range.to,
    reportedTo: range.from,
    weight,
    expectedMs,
    prepaidMs: state.shares.prepay(client, weight, expectedMs),
    muted: false,
    reclaim: 'untried',
    reserving: attempt.assign.reservation !== undefined,
    resumed: false,
    nests: undefined,
  });
  const { job, setup } = attempt.assign;
  noteFront(state, slot, now, out);
  if (setup !== undefined) keepSetup(client, job, out);
  return runSpec(attempt, slot.lastRun, range);
}

/** Takes what the attempt reserves; returns the weight that its time is charged by. */
function reserve(state: WorkerState, slot: Slot, attempt: Attempt): number {
  const { reservation } = attempt.assign;
  if (reservation === undefined) return attempt.client.weight;
  state.claims.settle(attempt);
  state.stock.take(reservation);
  let missing = reservation.slots - 1;
  for (const other of state.slots) {
    if (missing === 0) break;
    if (other === slot || !isVacant(other)) continue;
    other.lentTo = slot.index;
    missing -= 1;
  }
  return attempt.client.weight / reservation.slots;
}

function runSpec({ client, assign }: Attempt, run: number, { from, to }: Range): RunSpec {
  const { attempt, job, code, call, first, items, tries, console, setup, parts, timeoutMs } = assign;
  const work = { job, attempt, code, call, first, items, tries, console, setup, parts, timeoutMs };
  const span = assign.parentSpan && { parentSpan: assign.parentSpan };
  return {
    run,
    client: client.id,
    ...work,
    depth: assign.depth ?? 0,
    slots: assign.slots ?? 0,
    ...span,
    from,
    to,
  };
}
