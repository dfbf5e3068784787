import { CREDIT_AHEAD_MS, CREDIT_DEPTH_MAX, CREDIT_DEPTH_MIN } from './limits.js';

/** What decides a client's credit. */
export interface CreditClaim {
  /** It announced demand that has not lapsed. */
  readonly wants: boolean;
  readonly weight: number;
  /** Attempts per slot that keep a slot busy with it, see `creditDepth`. */
  readonly depth: number;
}

/**
 * How many unfinished attempts each client may have here. Without demand: the standing credit of one per
 * slot, so that a first job never waits for a round trip. Those with demand may run on every slot, for that is
 * how who has had least catches up, and have its share of the slots by weight, rounded up, waiting behind these, `depth` deep
 * in all, and one more. So everyone has something waiting when a slot becomes free: who has not loses the turn due to it.
 */
export function creditLimits(claims: readonly CreditClaim[], slots: number): number[] {
  let weights = 0;
  for (const claim of claims) if (claim.wants) weights += claim.weight;
  return claims.map((claim) =>
    claim.wants ? slots + Math.ceil((slots * claim.weight) / weights) * (claim.depth - 1) + 1 : slots,
  );
}

/**
 * Attempts per slot that cover `CREDIT_AHEAD_MS`: 2 for chunks of 10 ms and more, more for small attempts.
 * A power of two, so that a wavering measurement does not send a new credit each time.
 */
export function creditDepth(attemptMs: number | undefined): number {
  if (attemptMs === undefined) return CREDIT_DEPTH_MIN;
  let depth = CREDIT_DEPTH_MIN;
  while (depth < CREDIT_DEPTH_MAX && depth * attemptMs < CREDIT_AHEAD_MS) depth *= 2;
  return depth;
}
