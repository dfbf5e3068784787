import type { Load, Role } from '@zfarm/cluster-core/core';
import type { ObservedNode } from '@zfarm/scheduler';

/** A node of the cluster as `zfarm nodes --json` shows it; the fields from `slots` on are those of workers. */
export interface NodeRow {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly address: string;
  readonly slots?: number;
  readonly busy?: number;
  /** Chunks that wait for a slot. */
  readonly queued?: number;
  /** Items finished since it started. */
  readonly done?: number;
  readonly draining?: boolean;
  readonly memoryBytes?: number;
  readonly platform?: string;
  readonly nodeVersion?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly resources?: Readonly<Record<string, number>>;
}

export function rowOf({ id, name, role, address, capacity, load }: ObservedNode): NodeRow {
  return { id, name, role, address, ...capacity, ...(load && loadFields(load)) };
}

function loadFields(load: Load): Pick<NodeRow, 'busy' | 'queued' | 'done' | 'draining'> {
  const { busySlots, queuedAttempts, itemsDone, draining } = load;
  return { busy: busySlots, queued: queuedAttempts, done: itemsDone, draining };
}
