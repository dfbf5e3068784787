import type { Cluster } from '../cluster.js';
import { type JobPlan, jobName } from '../job-plan.js';
import type { Setting } from '../setting.js';
import { Violation } from '../violation.js';
import { canServe } from './placement.js';

/** To give up a peer that never answered (30 s), meet it again, notice a silent worker and wait for code. */
const RECOVERY_MS = 45_000;
/** For each death that a planned item may cause: the restart, the way back, and those who died with it. */
const DEATH_MS = 2000;

/**
 * How long after the last fault everything must have settled: as if one slot did all the work, each item as
 * often as its policy allows, with every death that can happen on the way.
 */
export function settleWithinMs(setting: Setting): number {
  let boundMs = RECOVERY_MS;
  const slowest = Math.min(1, ...setting.workers.map(({ speed }) => speed));
  for (const { jobs } of setting.clients) for (const plan of jobs) boundMs += jobBoundMs(plan, slowest);
  return boundMs + travelBoundMs(setting);
}

/** As if all inputs and results passed one link, one after the other, as often as each is tried. */
function travelBoundMs({ clients, bytesPerMs = Number.POSITIVE_INFINITY }: Setting): number {
  let bytes = 0;
  for (const { jobs } of clients)
    for (const { items, width, resultWidth = width, policy } of jobs)
      bytes += items.length * (width + resultWidth) * (2 + policy.retries + policy.lossesMax);
  return bytes / bytesPerMs;
}

function jobBoundMs(plan: JobPlan, speed: number): number {
  const feedMs = (plan.window?.consumeMs ?? 0) + (plan.stream?.delayMsMax ?? 0);
  return plan.submitAt + plan.items.length * feedMs + workBoundMs(plan, speed);
}

function workBoundMs(plan: Pick<JobPlan, 'policy' | 'items'>, speed: number): number {
  const { retries, lossesMax } = plan.policy;
  let ms = 0;
  for (const { durationMs, fate, nests } of plan.items) {
    for (const nested of nests?.jobs ?? []) ms += workBoundMs(nested, speed) * (2 + retries + lossesMax);
    ms += (durationMs / speed) * (2 + retries + lossesMax);
    // A process takes its whole chunk with it; halving finds the one that did it.
    const halvings = fate.kind === 'ends-process' ? Math.ceil(Math.log2(plan.items.length + 1)) : 0;
    if (fate.kind !== 'succeeds') ms += DEATH_MS * (1 + halvings + Math.min(fate.times, lossesMax + 1));
  }
  return ms;
}

/** Every job of a client that is there has ended, unless nobody is there who could do it. */
export function checkSettled(
  cluster: Cluster,
  unfinished: readonly JobPlan[],
  hasEnded: (plan: JobPlan) => boolean,
  setting: Setting,
): void {
  for (const client of cluster.clients) {
    const planned = setting.clients.find(({ name }) => name === client.id)?.jobs ?? [];
    for (const plan of planned) {
      if (hasEnded(plan)) continue;
      const why = unfinished.includes(plan) ? 'has not ended' : 'was not even submitted';
      if (canFinish(cluster, plan)) throw new Violation('liveness', `${jobName(plan)} ${why}`);
      if (mustFail(cluster, plan))
        throw new Violation('liveness', `${jobName(plan)} ${why}, and nobody can serve it`);
    }
  }
  for (const plan of unfinished)
    if (plan.parent !== undefined && canFinish(cluster, plan))
      throw new Violation('liveness', `${jobName(plan)}, which a task has started, has not ended`);
}

function canFinish(cluster: Cluster, plan: JobPlan): boolean {
  const client = cluster.client(plan.client);
  if (client === undefined) return false;
  const remotes = client.localMode === 'always' ? [] : cluster.workers;
  if (remotes.some(({ id, capacity }) => canServe(id, capacity, plan.policy))) return true;
  // The worker at home does what nobody else could.
  return client.localMode !== 'never' && canServe(undefined, client.localCapacity, plan.policy);
}

/** A job that does not wait for ever has failed if nobody who is here can serve it. */
function mustFail(cluster: Cluster, { client: id, policy: { unmatched } }: JobPlan): boolean {
  const client = cluster.client(id);
  if (client === undefined || unmatched === undefined) return false;
  const isAlone = client.localMode === 'always' || cluster.workers.length === 0;
  return unmatched.evenAlone || !isAlone;
}
