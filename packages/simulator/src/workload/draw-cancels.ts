import type { JobPolicy } from '@zfarm/scheduler/core';
import type { ItemPlan, JobPlan } from '../job-plan.js';
import type { Prng } from '../prng.js';

interface Cancellable {
  readonly submitAt: number;
  readonly items: readonly ItemPlan[];
  readonly policy: JobPolicy;
}

/** What is given up on: whole jobs, always those with an item that hangs without a time limit, and single items while the job goes on. */
export function drawCancels(
  prng: Prng,
  { submitAt, items, policy }: Cancellable,
): Pick<JobPlan, 'cancelAt' | 'itemCancels'> {
  const { failFast, timeoutMs } = policy;
  const hangs = timeoutMs === undefined && items.some(({ fate }) => fate.kind === 'hangs');
  const some = !failFast && items.length > 0 && prng.chance(0.3) ? prng.whole(1, 3) : 0;
  return {
    ...(hangs || prng.chance(0.12) ? { cancelAt: submitAt + prng.ms(0, hangs ? 4000 : 1500) } : {}),
    itemCancels: Array.from({ length: some }, () => ({
      at: submitAt + prng.ms(0, 800),
      item: prng.whole(0, items.length - 1),
    })),
  };
}
