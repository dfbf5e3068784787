import { type NodeId, QUEUES_MAX, type QueueClaim } from '@zfarm/cluster-core/core';
import type { QueuePlace } from './queue-user.js';

/** A queue that some node says it owns. */
export interface Claim extends QueuePlace {
  readonly openedMs: number;
}

/** Of two queues of one name the older one stays; every node comes to the same answer, whatever the clocks say. */
export function isOlder(one: Omit<Claim, 'queue'>, other: Omit<Claim, 'queue'>): boolean {
  return one.openedMs < other.openedMs || (one.openedMs === other.openedMs && one.owner < other.owner);
}

/** Who owns which queue, as the other nodes tell it. */
export class QueueClaims {
  readonly #byOwner: Map<NodeId, Map<string, Claim>> = new Map();

  /** False: this node claims too many. */
  add(owner: NodeId, { name, queue, openedMs }: QueueClaim): boolean {
    const claims = this.#byOwner.get(owner) ?? new Map<string, Claim>();
    if (claims.size >= QUEUES_MAX && !claims.has(name)) return false;
    this.#byOwner.set(owner, claims.set(name, { owner, queue, openedMs }));
    return true;
  }

  drop(owner: NodeId, queue: number): void {
    const claims = this.#byOwner.get(owner);
    for (const [name, claim] of claims ?? []) if (claim.queue === queue) claims?.delete(name);
  }

  dropAll(owner: NodeId): void {
    this.#byOwner.delete(owner);
  }

  /** The oldest queue of this name. */
  find(name: string): Claim | undefined {
    let found: Claim | undefined;
    for (const claims of this.#byOwner.values()) {
      const claim = claims.get(name);
      if (claim !== undefined && (found === undefined || isOlder(claim, found))) found = claim;
    }
    return found;
  }
}
