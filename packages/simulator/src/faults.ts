import type { Prng } from './prng.js';

/** One harm, done to nodes by the name of their machine: whatever process is up there then. */
export type FaultPlan = { readonly at: number } & (
  | {
      readonly kind: 'cut';
      readonly worker: string;
      readonly client: string;
      readonly downMs: number;
      /** The latest that either side notices. */
      readonly noticedMs: number;
      /** Only the connection of one side breaks. */
      readonly oneWay: 'no' | 'to-worker' | 'to-client';
    }
  | {
      readonly kind: 'crash';
      readonly worker: string;
      readonly noticedMs: number;
      readonly backAfterMs?: number;
    }
  | { readonly kind: 'freeze'; readonly node: string; readonly forMs: number; readonly withThreads: boolean }
  | {
      readonly kind: 'slow';
      readonly worker: string;
      readonly client: string;
      readonly slowMs: number;
      readonly forMs: number;
      readonly toWorker: boolean;
    }
  | {
      readonly kind: 'drain';
      readonly worker: string;
      readonly withinMs: number;
      readonly backAfterMs?: number;
    }
  | { readonly kind: 'retract'; readonly client: string; readonly pick: number }
  | { readonly kind: 'vanish'; readonly client: string }
);

interface Names {
  readonly workers: readonly string[];
  readonly clients: readonly string[];
}

/** Draws what goes wrong until `quietAt`. Everything that lasts ends by then. */
export function drawFaults(prng: Prng, names: Names, quietAt: number): FaultPlan[] {
  const count = prng.pick([1, 2, 4, 8, 16]);
  const faults = Array.from({ length: count }, () => drawFault(prng, names, prng.ms(0, quietAt), quietAt));
  return faults.filter((fault) => fault !== undefined);
}

function drawFault(prng: Prng, names: Names, at: number, quietAt: number): FaultPlan | undefined {
  const client = prng.pick(names.clients);
  if (names.workers.length === 0) return undefined;
  const worker = prng.pick(names.workers);
  const leftMs = quietAt - at;
  const backAfterMs = prng.chance(0.85) ? { backAfterMs: Math.min(leftMs, prng.ms(50, 2000)) } : {};
  const roll = prng.fraction();
  if (roll < 0.25) {
    return {
      at,
      kind: 'cut',
      worker,
      client,
      downMs: Math.min(leftMs, prng.pick([0, prng.ms(0, 300), prng.ms(0, 4000)])),
      noticedMs: prng.pick([5, 100, 2000]),
      oneWay: prng.pick(['no', 'no', 'to-worker', 'to-client']),
    };
  }
  if (roll < 0.4) return { at, kind: 'crash', worker, noticedMs: prng.pick([5, 100, 2000]), ...backAfterMs };
  if (roll < 0.6) {
    const node = prng.chance(0.75) ? worker : client;
    const forMs = Math.min(leftMs, prng.pick([prng.ms(1, 500), prng.ms(500, 4000)]));
    return { at, kind: 'freeze', node, forMs, withThreads: prng.chance(0.5) };
  }
  if (roll < 0.72) {
    const slowMs = prng.pick([20, 300, 3000]);
    const forMs = Math.min(leftMs, prng.ms(100, 3000));
    return { at, kind: 'slow', worker, client, slowMs, forMs, toWorker: prng.chance(0.5) };
  }
  if (roll < 0.8) {
    const withinMs = prng.pick([0, prng.ms(0, 2000), Number.POSITIVE_INFINITY]);
    return { at, kind: 'drain', worker, withinMs, ...backAfterMs };
  }
  if (roll < 0.97) return { at, kind: 'retract', client, pick: prng.whole(0, 50) };
  return { at, kind: 'vanish', client };
}
