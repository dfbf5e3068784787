import { jobId } from '@zfarm/cluster-core/core';
import type { JobPlan } from '../job-plan.js';
import type { Prng } from '../prng.js';
import type { ClientPlan, Setting } from '../setting.js';

/** Long enough that shares show. */
const ITEMS: readonly [number, number] = [150, 300];

/** Several clients want all of one small worker for seconds, and nothing goes wrong: what each gets is all that matters. */
export function drawContention(prng: Prng): Setting {
  const slots = prng.whole(1, 2);
  const clients = Array.from({ length: prng.whole(3, 5) }, (_, at) => drawClient(prng.fork(), `C${at + 1}`));
  const busyUntil = Math.max(...clients.flatMap(({ jobs }) => jobs.map(({ submitAt }) => submitAt)));
  return {
    workers: [{ name: 'W1', slots, labels: {}, memoryBytes: 1e9, resources: {}, speed: 1, joinAt: 0 }],
    clients,
    faults: [],
    quietAt: busyUntil,
    busyUntil,
    staysOn: false,
  };
}

function drawClient(prng: Prng, name: string): ClientPlan {
  const weight = prng.pick([1, 1, 3]);
  return {
    name,
    local: 'never',
    localSlots: 1,
    weight,
    joinAt: prng.ms(0, 100),
    jobs: [drawJob(prng, name)],
  };
}

function drawJob(prng: Prng, client: string): JobPlan {
  const typicalMs = prng.pick([4, 12, 25]);
  const items = Array.from({ length: prng.whole(...ITEMS) }, () => ({
    durationMs: prng.ms(typicalMs / 2, (3 * typicalMs) / 2),
    fate: { kind: 'succeeds' } as const,
  }));
  return {
    client,
    job: jobId(1),
    key: prng.whole(0, 2 ** 31),
    code: prng.whole(1, 1000).toString(16).padStart(32, '0'),
    call: 'item',
    width: 4,
    policy: {
      retries: 0,
      lossesMax: 3,
      failFast: false,
      ...(prng.chance(0.5) ? { chunkItems: prng.pick([1, 3]) } : {}),
    },
    items,
    submitAt: prng.ms(100, 1000),
    itemCancels: [],
    tries: new Uint32Array(items.length),
  };
}
