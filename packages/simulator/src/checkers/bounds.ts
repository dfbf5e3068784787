import { CHUNK_BYTES_MAX } from '@zfarm/scheduler/core';
import { SLOT_RUNS_MAX } from '@zfarm/worker/core';
import type { Cluster } from '../cluster.js';
import { type JobPlan, jobName } from '../job-plan.js';
import type { Checker } from '../observation.js';
import type { Setting } from '../setting.js';
import { Violation } from '../violation.js';

/** Attempts of a client for each slot of a worker, copies among them. */
const ATTEMPTS_PER_SLOT_MAX = 3;
/** Items go out to a consumer that takes one after the other only as far as it has room for them. */
export class WindowChecker implements Checker {
  readonly #ends: Map<string, number> = new Map();

  readonly on: Checker['on'] = {
    window: ({ plan, end }) => {
      this.#ends.set(jobName(plan), end);
    },
    sent: ({ client, message }) => {
      if (message.kind !== 'assign') return;
      const { job, first, count } = message;
      const end = this.#ends.get(`${client}/${job}`);
      if (end !== undefined && first + count > end)
        throw new Violation(
          'bounds',
          `item ${first + count - 1} of ${client}/${job} goes out, and the window ends at ${end}`,
        );
    },
  };
}

/** A chunk of its own size is as long as its job says. */
function chunkBytesOf({ width, policy }: JobPlan): number {
  return width * (policy.chunkItems ?? 1);
}

/** What waits for a link to a worker is no more than the chunks that it may have, and no thread holds too many runs. */
export function checkBounds(cluster: Cluster, setting: Setting): void {
  const must = (holds: boolean, otherwise: string): void => {
    if (!holds) throw new Violation('bounds', otherwise);
  };
  for (const { id, unit } of cluster.workers) {
    const runs = unit.runsHeld;
    must(runs <= SLOT_RUNS_MAX, `a slot of ${id} holds ${runs} runs`);
  }
  // Small values never wait.
  if (setting.bytesPerMs === undefined) return;
  const chunkBytes = Math.max(
    CHUNK_BYTES_MAX,
    ...setting.clients.flatMap(({ jobs }) => jobs.map(chunkBytesOf)),
  );
  for (const worker of cluster.workers) {
    const { slots } = worker.capacity;
    const inputsMax = ATTEMPTS_PER_SLOT_MAX * slots * chunkBytes;
    for (const client of cluster.clients) {
      const inputs = client.host.waitingBytesTo(worker.id);
      must(inputs <= inputsMax, `${inputs} bytes wait at ${client.id} for ${worker.id}`);
    }
  }
}
