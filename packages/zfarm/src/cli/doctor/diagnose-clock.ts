import type { ClockFacts } from './facts.js';
import { type Finding, warning } from './finding.js';

/** No version of zfarm is older. */
const EARLIEST = Date.UTC(2026, 0, 1);

/** Far more than a clock is slewed in some seconds. */
const JUMP_MS = 500;

const REMEDY =
  'nodes need not agree on the time, but logs, keys of other systems and whoever reads them do: let it be set (Linux: timedatectl set-ntp true)';

/** What of the clock would puzzle whoever compares two machines. Where nothing does, there is nothing to say. */
export function diagnoseClock({ timeMs, jumpMs }: ClockFacts): Finding[] {
  const shown = new Date(timeMs).toISOString();
  if (timeMs < EARLIEST)
    return [warning('clock', `the clock of this machine says ${shown}, which is long over`, REMEDY)];
  if (Math.abs(jumpMs) < JUMP_MS) return [];
  const how = `${(Math.abs(jumpMs) / 1000).toFixed(1)} s ${jumpMs > 0 ? 'forward' : 'back'}`;
  return [
    warning('clock', `the clock of this machine was set while it was watched: ${how}, to ${shown}`, REMEDY),
  ];
}
