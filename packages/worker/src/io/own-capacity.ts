import { totalmem } from 'node:os';
import type { Capacity } from '@zfarm/cluster-core';

/** What this machine offers, where nothing else is said. */
export function ownCapacity(
  offer: Pick<Capacity, 'slots' | 'labels' | 'resources'> & { readonly memoryBytes?: number },
): Capacity {
  return {
    memoryBytes: totalmem(),
    platform: `${process.platform}-${process.arch}`,
    nodeVersion: process.versions.node,
    ...offer,
  };
}
