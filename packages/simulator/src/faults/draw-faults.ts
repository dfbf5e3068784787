import type { Prng } from '../prng.js';
import { clockJump } from './clock-jump.js';
import { crash } from './crash.js';
import { cut } from './cut.js';
import { drain } from './drain.js';
import type { Fault, FaultKind } from './fault.js';
import { foulAir } from './foul-air.js';
import { freeze } from './freeze.js';
import { halfOpen } from './half-open.js';
import { narrowQueues } from './narrow-queues.js';
import { partition } from './partition.js';
import { regroup } from './regroup.js';
import { retract } from './retract.js';
import { slow } from './slow.js';
import { thin } from './thin.js';
import { vanish } from './vanish.js';

export const faultKinds: readonly FaultKind[] = [
  cut,
  halfOpen,
  partition,
  crash,
  drain,
  freeze,
  clockJump,
  slow,
  foulAir,
  narrowQueues,
  retract,
  vanish,
  thin,
  regroup,
];

/** How long after its submission a job is likely to be under way. */
const BUSY_MS = 400;

interface Machines {
  readonly workers: readonly string[];
  readonly clients: readonly string[];
}

/** Draws what goes wrong until `quietAt`. Everything that lasts ends by then. */
export function drawFaults(
  prng: Prng,
  machines: Machines,
  busyAt: readonly number[],
  quietAt: number,
): Fault[] {
  if (machines.workers.length === 0) return [];
  const count = prng.pick([1, 2, 4, 8, 16]);
  return Array.from({ length: count }, () => {
    // Half of them in the midst of work, where they hurt.
    const at = prng.chance(0.5)
      ? prng.ms(0, quietAt)
      : Math.min(quietAt, prng.pick(busyAt) + prng.ms(0, BUSY_MS));
    const { kind, draw } = pickKind(prng);
    return {
      at,
      kind,
      ...draw({ prng, ...machines, pair: drawPair(prng, machines), at, leftMs: quietAt - at }),
    };
  });
}

function pickKind(prng: Prng): FaultKind {
  const total = faultKinds.reduce((sum, { weight }) => sum + weight, 0);
  let left = prng.fraction() * total;
  for (const kind of faultKinds) {
    left -= kind.weight;
    if (left < 0) return kind;
  }
  return cut;
}

/** Work passes between clients and workers, but presence between all. */
function drawPair(prng: Prng, { workers, clients }: Machines): readonly [string, string] {
  const pair = [prng.pick(clients), prng.pick(workers)] as const;
  if (prng.chance(0.2)) {
    const all = [...clients, ...workers];
    const others = [prng.pick(all), prng.pick(all)] as const;
    if (others[0] !== others[1]) return others;
  }
  return prng.chance(0.5) ? pair : [pair[1], pair[0]];
}
