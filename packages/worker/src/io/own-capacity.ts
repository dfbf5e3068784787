import { totalmem } from 'node:os';
import type { Capacity } from '@zfarm/cluster-core';

/** What this machine offers with so many slots. */
export function ownCapacity(slots: number, labels: Readonly<Record<string, string>>): Capacity {
  return {
    slots,
    memoryBytes: totalmem(),
    platform: `${process.platform}-${process.arch}`,
    nodeVersion: process.versions.node,
    labels,
  };
}
