import { decodeValue, reviveFailure } from '@zfarm/cluster-core';
import type { FailureRecord, NodeId, ValueRef } from '@zfarm/cluster-core/core';
import type { ItemFailed, ItemLoss } from '../core/scheduler-output.js';
import {
  type FailureOrigin,
  type ItemError,
  PoisonTaskError,
  RemoteTaskError,
  type TaskDeath,
  TaskTimeoutError,
} from '../errors.js';

/** A process that is gone tells no more: neither its exit code nor the signal. */
const WORKER_LOST =
  'its process ended (by a signal, a crash or the memory of its machine), or the connection to it was lost';

/** What is known at home of the job and the workers. */
export interface FailureSetting {
  readonly nameOf: (worker: NodeId) => string;
  /** Puts the program's own files and lines into a worker's stack. */
  readonly stackAtHome: (stack: string) => string;
  /** The limit of one try, in ms. */
  readonly timeoutMs: number | undefined;
  readonly origin: FailureOrigin;
}

/** The error that the user meets for an item that has failed for good. */
export function taskFailure(
  failed: Pick<ItemFailed, 'item' | 'reason' | 'losses'>,
  { nameOf, stackAtHome, timeoutMs = 0, origin }: FailureSetting,
): ItemError {
  const last = failed.losses.at(-1);
  const place = {
    // Its number among those it travelled with tells nobody anything.
    index: origin.submitted === undefined ? 0 : failed.item,
    worker: last === undefined ? 'unknown' : nameOf(last.worker),
    attempts: failed.losses.length,
  };
  if (failed.reason === 'poison') {
    const deaths = failed.losses.filter((loss) => loss.fault !== 'task').map((loss) => death(loss, nameOf));
    return new PoisonTaskError(place, deaths, origin);
  }
  const record = recordOf(last?.failure);
  if (failed.reason === 'task') return new RemoteTaskError(place, reviveFailure(record, stackAtHome), origin);
  const cause = record.death === 'time-limit' ? undefined : reviveFailure(record, stackAtHome);
  return new TaskTimeoutError(place, timeoutMs, cause, origin);
}

function death(loss: ItemLoss, nameOf: (worker: NodeId) => string): TaskDeath {
  const worker = nameOf(loss.worker);
  if (loss.failure === undefined) {
    return { worker, how: 'worker-lost', message: WORKER_LOST };
  }
  const { death: how = 'ended', message, exitCode } = recordOf(loss.failure);
  return { worker, how, message, ...(exitCode === undefined ? {} : { exitCode }) };
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
