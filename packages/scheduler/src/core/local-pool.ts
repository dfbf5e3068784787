import { LOCAL_AFTER_MS } from './limits.js';
import type { Outputs, SchedulerState } from './scheduler-state.js';

/** Asks for the local worker when a job has waited long enough for somebody on the network. */
export function updateLocal(state: SchedulerState, now: number, out: Outputs): void {
  if (state.localAsked || !isWanted(state)) {
    state.localAt = undefined;
    return;
  }
  state.localAt ??= state.options.local === 'always' ? now : now + LOCAL_AFTER_MS;
  if (now < state.localAt) return;
  state.localAt = undefined;
  state.localAsked = true;
  out.push({ kind: 'local-wanted' });
}

function isWanted(state: SchedulerState): boolean {
  const { local } = state.options;
  if (local === 'never' || (local === 'auto' && state.remotes > 0 && state.homeless.size === 0)) return false;
  for (const worker of state.workers.values()) if (worker.local) return false;
  const jobs = local === 'auto' && state.remotes > 0 ? state.homeless : state.jobs.values();
  for (const job of jobs) if (job.resolved.size < job.items) return true;
  return false;
}
