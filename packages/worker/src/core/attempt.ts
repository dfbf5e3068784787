import type { Assign, CodeHash } from '@zfarm/cluster-core/core';
import type { Client } from './client.js';

/** The items `[from, to)`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Where an attempt is: waiting for its code, for a slot, held by a slot, or ended. */
export type AttemptPlace = 'parked' | 'queued' | 'held' | 'over';

/** A range of items that a client assigned, from its assign to its end. */
export interface Attempt {
  readonly client: Client;
  readonly assign: Assign;
  place: AttemptPlace;
  /** A slot was given the first of it: the client was told that it has started, or will be. */
  begun: boolean;
  /** What no slot has been given, in order. One range at first; a thread's death may leave two. */
  todo: Range[];
  /** The slot that holds a run of it; at most one does. */
  slot: number | undefined;
  /** Slot time of its runs so far. */
  busyMs: number;
}

export function newAttempt(client: Client, assign: Assign): Attempt {
  const whole = { from: assign.first, to: assign.first + assign.count };
  return { client, assign, place: 'parked', begun: false, todo: [whole], slot: undefined, busyMs: 0 };
}

/** The code that an attempt needs: its function, its job's setup, and what these are built on. */
export function codesOf({ assign: { code, setup, parts = [] } }: Attempt): readonly CodeHash[] {
  if (setup === undefined && parts.length === 0) return [code];
  return [...new Set([code, setup ?? code, ...parts])];
}

/** How many tasks wait for what it does, one for another. */
export function depthOf({ assign }: Attempt): number {
  return assign.depth ?? 0;
}

/** True while no item of it was ever given to a slot. */
export function isUntouched(attempt: Attempt): boolean {
  const [range] = attempt.todo;
  return attempt.place !== 'held' && attempt.todo.length === 1 && range?.from === attempt.assign.first;
}
