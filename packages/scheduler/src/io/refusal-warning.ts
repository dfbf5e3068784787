import type { LinkPeer } from '@zfarm/cluster-core/core';
import { REFUSALS_MAX } from './limits.js';

/**
 * Tells the user, as a warning of the process, of a worker of the cluster that this node cannot talk with; once for each,
 * however often it comes and goes.
 */
export function warnOfRefusals(): (peer: LinkPeer, reason: string) => void {
  const told = new Set<string>();
  return ({ id }, reason) => {
    if (told.has(id)) return;
    if (told.size >= REFUSALS_MAX) told.clear();
    told.add(id);
    process.emitWarning(`${reason}. It gets no work from this program.`, {
      type: 'ZfarmWarning',
      code: 'ZFARM_PROTOCOL_REFUSED',
    });
  };
}
