import type { NodeId, QueueMessage, ValueRef } from '@zfarm/cluster-core/core';
import type { QueueCalled, QueueCallId, QueueOpened } from './queue-input.js';

/** Where a queue is. */
export interface QueuePlace {
  readonly owner: NodeId;
  readonly queue: number;
}

export interface UserCall {
  /** Undefined: an item of a queue that was given up, for which nobody waits. */
  readonly id: QueueCallId | undefined;
  readonly what: QueueCalled['what'];
  readonly value: ValueRef | undefined;
  /** `withdrawn`: settled with the next answer; `abandoned`: nobody waits any more. */
  state: 'wanted' | 'withdrawn' | 'abandoned';
}

/** A queue as this program uses it, whoever owns it. Calls that are not answered are here, in their order. */
export class QueueUser {
  readonly name: string;
  readonly capacity: number;
  readonly create: boolean;
  readonly openedMs: number;
  calls: Map<number, UserCall> = new Map();
  place: QueuePlace | undefined;

  constructor({ name, capacity, create, openedMs }: Omit<QueueOpened, 'kind'>) {
    this.name = name;
    this.capacity = capacity;
    this.create = create;
    this.openedMs = openedMs;
  }

  isAt(owner: NodeId, queue: number): boolean {
    return this.place?.owner === owner && this.place.queue === queue;
  }
}

/** What a call says to the owner. */
export function messageOf(queue: number, request: number, { what, value }: UserCall): QueueMessage {
  if (what !== 'push' && what !== 'try-push') return { kind: 'queue-ask', queue, request, question: what };
  if (value === undefined) throw new Error('A push has no value.');
  return { kind: 'queue-push', queue, request, waits: what === 'push', value };
}
