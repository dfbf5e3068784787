import { decodeValue } from '@zfarm/cluster-core';
import type { FailureRecord, NodeId, ValueRef } from '@zfarm/cluster-core/core';
import type { ItemFailed, ItemLoss } from '../core/scheduler-output.js';
import { PoisonTaskError, RemoteTaskError, type TaskDeath } from '../errors.js';
import { reviveFailure } from './revive-failure.js';

/** What is known at home of the job and the workers. */
export interface FailureSetting {
  readonly nameOf: (worker: NodeId) => string;
  /** Puts the program's own files and lines into a worker's stack. */
  readonly stackAtHome: (stack: string) => string;
  /** Carries the stack of the call that submitted the job. */
  readonly submitted: Error | undefined;
}

/** The error that the user meets for an item that has failed for good. */
export function taskFailure(
  failed: ItemFailed,
  { nameOf, stackAtHome, submitted }: FailureSetting,
): RemoteTaskError | PoisonTaskError {
  const last = failed.losses.at(-1);
  const place = {
    index: failed.item,
    worker: last === undefined ? 'unknown' : nameOf(last.worker),
    attempts: failed.losses.length,
  };
  if (failed.reason === 'poison') {
    const deaths = failed.losses.filter((loss) => loss.fault !== 'task').map((loss) => death(loss, nameOf));
    return new PoisonTaskError(place, deaths, submitted);
  }
  return new RemoteTaskError(place, reviveFailure(recordOf(last?.failure), stackAtHome), submitted);
}

function death(loss: ItemLoss, nameOf: (worker: NodeId) => string): TaskDeath {
  const worker = nameOf(loss.worker);
  if (loss.fault === 'worker') {
    return { worker, how: 'worker-lost', message: 'the worker or the connection to it was lost' };
  }
  const record = recordOf(loss.failure);
  return { worker, how: record.death ?? 'ended', message: record.message };
}

/** What a worker says of a failure; it is another machine's word, so every field may be missing or wrong. */
function recordOf(failure: ValueRef | undefined): FailureRecord {
  let record: unknown;
  try {
    record = failure?.inline === undefined ? undefined : decodeValue(failure.inline);
  } catch (cause) {
    return {
      name: 'Error',
      message: `the worker's account of the failure cannot be read (${String(cause)})`,
    };
  }
  if (typeof record === 'object' && record !== null) return record as FailureRecord;
  return { name: 'Error', message: 'the worker gave no account of the failure' };
}
