import { CHUNK_ITEMS_MAX } from '@zfarm/cluster-core/core';
import type { JobState } from './job-state.js';
import { ATTEMPTS_PER_SLOT, CHUNK_BYTES_MAX, CHUNK_MS_MIN, CHUNK_TARGET_MS } from './limits.js';

/** Below this an item's time cannot be told from the clock's own grain. */
const ITEM_MS_MIN = 1e-6;

/**
 * How many items the next chunk of a job should have: as many as run in `CHUNK_TARGET_MS` by what was
 * measured, no more than fit into `CHUNK_BYTES_MAX`, and toward the end a fair share of what is left for each
 * place there is, so that all slots finish together (guided self-scheduling, Polychronopoulos and Kuck 1987), but as much as
 * is worth its messages.
 */
export function chunkSize(job: JobState, slots: number): number {
  if (job.policy.chunkItems !== undefined && !job.nests) return job.policy.chunkItems;
  if (job.itemMs === undefined || job.nests) return 1;
  const itemMs = Math.max(job.itemMs, ITEM_MS_MIN);
  const byTime = Math.floor(CHUNK_TARGET_MS / itemMs);
  const byBytes = Math.floor(CHUNK_BYTES_MAX / Math.max(job.itemBytes, 1));
  const places = Math.max(1, slots * ATTEMPTS_PER_SLOT);
  const fair = job.ended ? Math.ceil(job.waiting.size / places) : CHUNK_ITEMS_MAX;
  const share = Math.max(fair, Math.floor(CHUNK_MS_MIN / itemMs));
  return Math.max(1, Math.min(byTime, byBytes, job.chunkItemsMax, share, CHUNK_ITEMS_MAX));
}
