import type { Attempt, Range } from './attempt.js';
import { endAttempt, finish, tellCut } from './attempt-life.js';
import { noteFront } from './beginnings.js';
import { watchFront } from './cancel.js';
import { announceCredits } from './credit.js';
import { creditDepth } from './credit-rule.js';
import { MEASURE_SMOOTHING } from './limits.js';
import { cancelNests, onNested } from './nests.js';
import { passLog, tellDropped } from './on-log.js';
import { giveUpReservation, onResumed, onSuspended, reportWaiting } from './on-suspension.js';
import { takeBack } from './reclaim.js';
import { report, tell } from './run-report.js';
import { type Run, runOf, type Slot } from './slot.js';
import type {
  SlotCut,
  SlotDied,
  SlotDone,
  SlotFailed,
  SlotInput,
  SlotProgress,
  SlotSlice,
} from './worker-input.js';
import type { WorkerOutput } from './worker-output.js';
import type { WorkerState } from './worker-state.js';

/** What a slot reports. It is our own thread's voice: what makes no sense is our bug, and throws. */
export function onSlot(state: WorkerState, input: SlotInput, now: number, out: WorkerOutput[]): void {
  const slot = state.slots[input.slot];
  if (slot === undefined) throw new Error(`There is no slot ${input.slot}.`);
  switch (input.kind) {
    case 'slot-ready':
      if (slot.ready) throw new Error(`Slot ${slot.index} is ready already.`);
      slot.ready = true;
      return;
    case 'slot-slice':
      onSlice(state, slot, input, out);
      return;
    case 'slot-failed':
      onFailed(state, slot, input, out);
      return;
    case 'slot-done':
      onDone(state, slot, input, now, out);
      return;
    case 'slot-log':
      passLog(heldRun(slot, input.run), input, now, out);
      return;
    case 'slot-progress':
      onProgress(slot, input, out);
      return;
    case 'slot-suspended':
      onSuspended(state, slot, frontRun(slot, input.run), input, now, out);
      return;
    case 'slot-resumed':
      onResumed(state, slot, input.run, now, out);
      return;
    case 'slot-nested':
      onNested(state, slot, heldRun(slot, input.run), input, out);
      return;
    case 'slot-cut':
      onCut(state, slot, input, now, out);
      return;
    case 'slot-died':
      onDied(state, slot, input, now, out);
      return;
  }
}

function frontRun(slot: Slot, number: number): Run {
  const [run] = slot.runs;
  if (run?.number !== number)
    throw new Error(`Slot ${slot.index} reports run ${number}, but runs ${run?.number}.`);
  return run;
}

/** The front run or, since a task may do this and that while it waits, a suspended one. */
function heldRun(slot: Slot, number: number): Run {
  return slot.suspended.get(number) ?? frontRun(slot, number);
}

function onSlice(state: WorkerState, slot: Slot, input: SlotSlice, out: WorkerOutput[]): void {
  const { first, count, values } = input;
  const run = frontRun(slot, input.run);
  report(run, first, count);
  state.itemsDone += count;
  tell(run, { kind: 'slice', attempt: run.attempt.assign.attempt, first, count, values }, out);
}

function onFailed(state: WorkerState, slot: Slot, input: SlotFailed, out: WorkerOutput[]): void {
  const { item, fault, failure } = input;
  const run = frontRun(slot, input.run);
  report(run, item, 1);
  state.itemsDone += 1;
  state.itemsFailed += 1;
  tell(run, { kind: 'failed', attempt: run.attempt.assign.attempt, item, fault, failure }, out);
}

function onProgress(slot: Slot, input: SlotProgress, out: WorkerOutput[]): void {
  const { item, fraction } = input;
  const run = heldRun(slot, input.run);
  tell(run, { kind: 'progress', attempt: run.attempt.assign.attempt, item, fraction }, out);
}

function onDone(state: WorkerState, slot: Slot, input: SlotDone, now: number, out: WorkerOutput[]): void {
  const run = frontRun(slot, input.run);
  state.shares.charge(slot, now);
  state.busyMs += input.busyMs;
  measure(state, run, input.busyMs, out);
  slot.runs.shift();
  slot.frontSince = now;
  leave(state, slot, run);
  watchFront(state, slot, now);
  cancelNests(state, run, out);
  const { logs } = run.attempt.client;
  logs.addDropped(input.linesDropped);
  if (!run.muted) {
    tellDropped(run, run.to - 1, logs, out);
    endRun(state, run, input.busyMs, out);
  }
  noteFront(state, slot, now, out, run.muted ? undefined : run.attempt.client);
}

function endRun(state: WorkerState, run: Run, busyMs: number, out: WorkerOutput[]): void {
  if (run.reportedTo !== run.to)
    throw new Error(`Run ${run.number} is done, but items from ${run.reportedTo} on are missing.`);
  run.attempt.busyMs += busyMs;
  goOn(state, run.attempt, [], out);
}

/** The run is on no slot any more: what it was charged too much is given back, and what it reserved. */
function leave(state: WorkerState, slot: Slot, run: Run): void {
  state.shares.refund(run);
  giveUpReservation(state, slot, run);
  run.attempt.client.held -= 1;
  if (!run.muted) run.attempt.slot = undefined;
}

/** What is left of an attempt goes to the front of the queue; if nothing is, it is done. */
function goOn(state: WorkerState, attempt: Attempt, left: readonly Range[], out: WorkerOutput[]): void {
  attempt.todo.unshift(...left);
  if (attempt.todo.length > 0) attempt.client.queue.unshift(attempt);
  else finish(state, attempt, out);
}

function measure(state: WorkerState, run: Run, busyMs: number, out: WorkerOutput[]): void {
  const items = run.reportedTo - run.from;
  if (items === 0) return;
  const code = state.codes.known.get(run.attempt.assign.code);
  if (code !== undefined) code.itemMs = smoothed(code.itemMs, busyMs / items);
  const client = run.attempt.client;
  client.attemptMs = smoothed(client.attemptMs, busyMs);
  const depth = creditDepth(client.attemptMs);
  if (depth === client.creditDepth) return;
  client.creditDepth = depth;
  announceCredits(state, out);
}

function smoothed(before: number | undefined, sample: number): number {
  return before === undefined ? sample : before + (sample - before) * MEASURE_SMOOTHING;
}

function onCut(state: WorkerState, slot: Slot, input: SlotCut, now: number, out: WorkerOutput[]): void {
  const run = runOf(slot, input.run);
  if (run === undefined) throw new Error(`Slot ${slot.index} was not given run ${input.run}.`);
  if (input.end < run.reportedTo) throw new Error(`Run ${run.number} cannot be cut at ${input.end}.`);
  if (run.muted) return;
  if (run.reclaim === 'asked') {
    takeBack(state, slot, run, Math.min(run.to, input.end), now);
    return;
  }
  run.to = Math.min(run.to, input.end);
  tellCut(run.attempt, run.to, out);
  if (run.to > run.attempt.assign.first) return;
  // Not one item was started: the attempt is over, and the thread will pass over what it holds of it.
  run.muted = true;
  endAttempt(state, run.attempt);
}

function onDied(state: WorkerState, slot: Slot, input: SlotDied, now: number, out: WorkerOutput[]): void {
  state.shares.charge(slot, now);
  const runs = slot.runs.splice(0);
  const guilty = input.guilty;
  if (guilty !== undefined && !runs.some((run) => run.number === guilty.run)) {
    throw new Error(`Slot ${slot.index} was not given run ${guilty.run}.`);
  }
  // From the last to the first, each to the front of its queue: so they stand there in their old order.
  for (const run of runs.toReversed()) {
    leave(state, slot, run);
    cancelNests(state, run, out);
    if (run.muted) continue;
    // We ended the thread for another run's sake: this item just happened to be under way.
    const charged = !slot.ending && guilty?.run === run.number ? guilty : undefined;
    const left = leftOf(state, run, charged, out);
    if (run.attempt.assign.items.movable === true) giveUp(state, run, charged, out);
    else goOn(state, run.attempt, left, out);
  }
  for (const run of slot.suspended.values()) {
    reportWaiting(state, run, input, out);
    run.attempt.client.suspended -= 1;
    if (run.muted) continue;
    run.attempt.slot = undefined;
    goOn(state, run.attempt, [], out);
  }
  slot.suspended.clear();
  slot.ready = false;
  slot.ending = false;
  slot.overdueAt = undefined;
}

/**
 * What is still to run of it here. Items that the thread had finished without having told their results are passed over with
 * the guilty one: its report skips them, so the client takes them back and has them run, here or elsewhere.
 */
function leftOf(state: WorkerState, run: Run, guilty: SlotDied['guilty'], out: WorkerOutput[]): Range[] {
  // A thread may also die right after an item, with that item's result already told.
  if (guilty === undefined || guilty.item < run.reportedTo) {
    return [{ from: run.reportedTo, to: run.to }].filter(isFilled);
  }
  const { item, fault, failure } = guilty;
  if (item >= run.to) throw new Error(`Item ${item} cannot be guilty: run ${run.number} ends at ${run.to}.`);
  state.itemsDone += 1;
  state.itemsFailed += 1;
  tell(run, { kind: 'failed', attempt: run.attempt.assign.attempt, item, fault, failure }, out);
  return [{ from: item + 1, to: run.to }].filter(isFilled);
}

/** The content of the run was given to the thread and has died with it: the client sends what is left again. */
function giveUp(state: WorkerState, run: Run, guilty: SlotDied['guilty'], out: WorkerOutput[]): void {
  const { attempt } = run;
  const end = Math.max(run.reportedTo, guilty === undefined ? 0 : guilty.item + 1);
  if (end < run.to) tellCut(attempt, end, out);
  if (end > attempt.assign.first) finish(state, attempt, out);
  else endAttempt(state, attempt);
}

function isFilled(range: Range): boolean {
  return range.from < range.to;
}
