import { readList } from '@zfarm/cluster-core';
import type { ValueRef } from '@zfarm/cluster-core/core';

export function decodeResults(ref: ValueRef): ArrayLike<unknown> {
  if (ref.inline === undefined)
    throw new Error(`The results ${ref.id} of ${ref.owner} came without content.`);
  return readList(ref.inline);
}
