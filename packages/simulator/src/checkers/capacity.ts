import {
  type Assign,
  type AttemptId,
  type Capacity,
  fitsWithin,
  type NodeId,
} from '@zfarm/cluster-core/core';
import type { Checker } from '../observation.js';
import { Violation } from '../violation.js';
import { sumOf } from './placement.js';

/** Of what a worker has, a scheduler takes so much at most: once for what runs, once for what waits behind it. */
const DEEP = 2;

interface LinkRecord {
  readonly capacity: Capacity;
  credit: number;
  /** Unfinished ones. */
  readonly attempts: Map<AttemptId, Assign>;
  /** Those that wait for jobs of their own: they count neither against slots nor credit. */
  readonly suspended: Set<AttemptId>;
}

/** A client never has more attempts at a worker than the credit it was last told, nor more than two per slot. */
export class CapacityChecker implements Checker {
  readonly #links: Map<string, LinkRecord> = new Map();

  readonly on: Checker['on'] = {
    'link-opened': (event) => {
      this.#links.set(linkName(event), {
        capacity: event.capacity,
        credit: 0,
        attempts: new Map(),
        suspended: new Set(),
      });
    },
    'link-closed': (event) => {
      this.#links.delete(linkName(event));
    },
    'node-gone': (event) => {
      for (const link of this.#links.keys()) if (link.startsWith(`${event.node} `)) this.#links.delete(link);
    },
    sent: (event) => {
      const link = this.#links.get(linkName(event));
      if (link === undefined)
        throw new Violation('capacity', `${event.client} sends to ${event.worker} without a link`);
      if (event.message.kind === 'assign') this.#onAssign(linkName(event), link, event.message);
      if (event.message.kind === 'cancel') link.attempts.delete(event.message.attempt);
    },
    told: (event) => {
      const link = this.#links.get(linkName(event));
      const { message } = event;
      if (message.kind === 'credit' && link !== undefined) link.credit = message.limit;
      if (message.kind === 'suspended') link?.suspended.add(message.attempt);
      if (message.kind === 'resumed') link?.suspended.delete(message.attempt);
      if (message.kind === 'done') link?.attempts.delete(message.attempt);
      // A cut to the first item ends an attempt as well; after any other its `done` comes.
      if (message.kind === 'cut' && message.end <= (link?.attempts.get(message.attempt)?.first ?? -1))
        link?.attempts.delete(message.attempt);
    },
    // What of a job was still under way has been cancelled, and what was fully reported needs no `done` to count.
    ended: ({ plan }) => {
      for (const [name, link] of this.#links) {
        if (!name.startsWith(`${plan.client} `)) continue;
        for (const [id, { job }] of link.attempts) if (job === plan.job) link.attempts.delete(id);
      }
    },
  };

  /** Whoever has nothing to do has the standing credit everywhere, neither more nor less, and nothing under way. */
  checkAtRest(): void {
    for (const [name, { credit, capacity, attempts }] of this.#links) {
      const { slots } = capacity;
      if (credit !== slots)
        throw new Violation('capacity', `${name}: at rest with a credit of ${credit} for ${slots} slots`);
      if (attempts.size > 0)
        throw new Violation('capacity', `${name}: at rest with ${attempts.size} attempts under way`);
    }
  }

  #onAssign(name: string, link: LinkRecord, assign: Assign): void {
    link.attempts.set(assign.attempt, assign);
    const most = Math.min(link.credit, link.capacity.slots * DEEP);
    const atWork = [...link.attempts.values()].filter(({ attempt }) => !link.suspended.has(attempt));
    if (atWork.length > most)
      throw new Violation('capacity', `${name}: ${atWork.length} attempts with a credit of ${link.credit}`);
    if (assign.reservation === undefined) return;
    const reserved = sumOf(atWork.map(({ reservation }) => reservation));
    if (!fitsWithin(reserved, deep(link.capacity)))
      throw new Violation('capacity', `${name}: ${JSON.stringify(reserved)} is reserved for those under way`);
  }
}

function deep({ slots, memoryBytes, resources, ...rest }: Capacity): Capacity {
  const units = Object.entries(resources).map(([name, count]) => [name, DEEP * count]);
  return {
    ...rest,
    slots: DEEP * slots,
    memoryBytes: DEEP * memoryBytes,
    resources: Object.fromEntries(units),
  };
}

function linkName(ends: { readonly client: NodeId; readonly worker: NodeId }): string {
  return `${ends.client} ${ends.worker}`;
}
