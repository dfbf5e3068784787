import { type NestedToWorker, nestId } from '@zfarm/cluster-core/core';
import type { Client } from './client.js';
import { tell } from './run-report.js';
import type { Run, Slot } from './slot.js';
import type { SlotNested } from './worker-input.js';
import type { WorkerOutput } from './worker-output.js';
import type { WorkerState } from './worker-state.js';

/** A job that a task has started: whose it is here. The client that runs it knows it by its `NestId`. */
export interface Nest {
  readonly slot: Slot;
  readonly run: Run;
  /** The thread's own number for it. */
  readonly nested: number;
}

/** Passes on what a task says of a job that it starts. Of a run that nobody wants any more nothing is. */
export function onNested(
  state: WorkerState,
  slot: Slot,
  run: Run,
  input: SlotNested,
  out: WorkerOutput[],
): void {
  const { nested, word } = input;
  if (run.muted) return;
  if (word.kind === 'nested-open') {
    state.nestsMade += 1;
    const nest = nestId(state.nestsMade);
    state.nests.set(nest, { slot, run, nested });
    run.nests ??= new Map();
    run.nests.set(nested, nest);
    tell(run, { ...word, nest, attempt: run.attempt.assign.attempt }, out);
    return;
  }
  const nest = run.nests?.get(nested);
  // The client had ended it: the messages crossed.
  if (nest === undefined) return;
  tell(run, { ...word, nest }, out);
  if (word.kind !== 'nested-cancel') return;
  state.nests.delete(nest);
  run.nests?.delete(nested);
}

/** What the client says of a nested job goes to the task. A job that is given up here may still be spoken of. */
export function tellNested(
  state: WorkerState,
  client: Client,
  message: NestedToWorker,
  out: WorkerOutput[],
): void {
  const nest = state.nests.get(message.nest);
  if (nest?.run.attempt.client !== client) return;
  out.push({ kind: 'tell-nested', slot: nest.slot.index, nested: nest.nested, message });
  if (message.kind !== 'nested-ended') return;
  state.nests.delete(message.nest);
  nest.run.nests?.delete(nest.nested);
}

/** Forgets the jobs of a run without a word: its client has ended them, or is gone. */
export function dropNests(state: WorkerState, run: Run): void {
  for (const nest of run.nests?.values() ?? []) state.nests.delete(nest);
  run.nests = undefined;
}

/** Gives up the jobs of a run that is over or lost. */
export function cancelNests(state: WorkerState, run: Run, out: WorkerOutput[]): void {
  for (const nest of run.nests?.values() ?? []) tell(run, { kind: 'nested-cancel', nest }, out);
  dropNests(state, run);
}
