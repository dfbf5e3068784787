import type { ItemPlan, NestedPlan, NestPlan } from '../job-plan.js';
import type { Prng } from '../prng.js';
import { drawMishaps } from './draw-mishaps.js';

/** Tasks above one another that wait. */
const DEPTH_MAX = 3;
/** A task of a long job waits for many others already. */
const ITEMS_MAX = 60;

/** Lets some items of some jobs start jobs of their own. */
export function drawNests(prng: Prng, items: readonly ItemPlan[]): readonly ItemPlan[] {
  if (items.length === 0 || items.length > ITEMS_MAX || !prng.chance(0.25)) return items;
  return withNests(prng, items, prng.pick([0.1, 0.3, 1]), 1);
}

function withNests(prng: Prng, items: readonly ItemPlan[], likely: number, depth: number): ItemPlan[] {
  return items.map((item) => (prng.chance(likely) ? { ...item, nests: drawNest(prng.fork(), depth) } : item));
}

function drawNest(prng: Prng, depth: number): NestPlan {
  return {
    jobs: Array.from({ length: prng.pick([1, 1, 2, 3]) }, () => drawNested(prng.fork(), depth)),
    awaits: prng.pick(['all', 'all', 'all', 'one', 'none']),
  };
}

function drawNested(prng: Prng, depth: number): NestedPlan {
  const typicalMs = prng.pick([0.1, 2, 10]);
  const count = prng.pick([0, 1, 2, 5]);
  const mishaps = prng.chance(0.1) ? drawMishaps(prng.fork(), count) : new Map<number, never>();
  const items = Array.from({ length: count }, (_, at): ItemPlan => {
    const fate = mishaps.get(at) ?? { kind: 'succeeds' };
    // Nobody would ever give up what hangs without a limit.
    return {
      durationMs: prng.ms(0, 2 * typicalMs),
      fate: fate.kind === 'hangs' ? { kind: 'succeeds' } : fate,
    };
  });
  const code = prng.chance(0.3) ? 0 : prng.whole(1, 1000);
  return {
    items: depth < DEPTH_MAX && prng.chance(0.3) ? withNests(prng, items, 0.4, depth + 1) : items,
    code: code.toString(16).padStart(32, '0'),
    call: 'item',
    width: prng.chance(0.2) ? 64 : 4,
    policy: { retries: prng.pick([0, 1]), lossesMax: prng.pick([1, 3]), failFast: prng.chance(0.6) },
    sendsCode: prng.chance(0.5),
  };
}
