import type { Demand } from '@zfarm/cluster-core/core';
import { chunkSize } from './chunk-size.js';
import { DEMAND_LINGER_MS } from './limits.js';
import type { Outputs, SchedulerState } from './scheduler-state.js';

/** Tells the workers when we begin to have more than they hold, and, a while later, when we no longer do. */
export function updateDemand(state: SchedulerState, now: number, out: Outputs): void {
  if (state.ready.size > 0) {
    // Who has let our credit lapse while there was nothing for it hears that there is something again.
    if (!state.demanding) announce(state, true, out);
    else if (state.demandEndsAt !== undefined) announceAgain(state, out);
    state.demandEndsAt = undefined;
  } else if (state.demanding) {
    state.demandEndsAt ??= now + DEMAND_LINGER_MS;
    if (now >= state.demandEndsAt) {
      state.demandEndsAt = undefined;
      announce(state, false, out);
    }
  }
}

function announce(state: SchedulerState, demanding: boolean, out: Outputs): void {
  state.demanding = demanding;
  const message = demandMessage(state);
  for (const worker of state.workers.keys()) out.push({ kind: 'send', worker, message });
}

function announceAgain(state: SchedulerState, out: Outputs): void {
  const message = demandMessage(state);
  for (const worker of state.workers.values()) {
    if (worker.creditLimit <= worker.capacity.slots) out.push({ kind: 'send', worker: worker.id, message });
  }
}

export function demandMessage(state: SchedulerState): Demand {
  let chunks = 0;
  let estimatedMs = 0;
  for (const job of state.ready) {
    const items = job.waiting.size;
    chunks += job.suspects.length + Math.ceil(items / chunkSize(job, state.slots));
    estimatedMs += items * (job.itemMs ?? 0);
  }
  return { kind: 'demand', chunks, estimatedMs, weight: state.options.weight ?? 1 };
}
