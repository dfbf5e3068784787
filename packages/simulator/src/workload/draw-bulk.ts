import type { JobPlan } from '../job-plan.js';
import type { Prng } from '../prng.js';
import type { Setting } from '../setting.js';

/** Bytes of all inputs of a job, so that a run does not take long to compute. */
const JOB_BYTES_MAX = 3e6;
/** 10 Mbit/s, 100 Mbit/s, 1 Gbit/s. */
const LINKS = [1250, 12_500, 125_000];
const SLOWEST_FOR_GIANTS = 12_500;
/** Beyond what a sender may begin with unasked. */
const GIANT_BYTES = 17_000_000;

/** Gives some jobs values that travel in fragments, and all links a rate. */
export function withBulk(prng: Prng, setting: Setting): Setting {
  const bytesPerMs = prng.pick(LINKS);
  const giants = bytesPerMs >= SLOWEST_FOR_GIANTS && prng.chance(0.04);
  const clients = setting.clients.map((client) => ({
    ...client,
    jobs: client.jobs.map((job) => (prng.chance(0.7) ? enlarge(prng.fork(), job, giants) : job)),
  }));
  return { ...setting, clients, bytesPerMs };
}

function enlarge(prng: Prng, job: JobPlan, giants: boolean): JobPlan {
  const width = giants ? GIANT_BYTES : prng.pick([5000, 30_000, 120_000, 300_000, 1_500_000]);
  const most = giants ? 1 : Math.max(1, Math.floor(JOB_BYTES_MAX / width));
  const items = job.items.slice(0, most);
  const itemCancels = job.itemCancels.filter(({ item }) => item < items.length);
  const { stream } = job;
  const fewer = stream?.needs && { stream: { ...stream, needs: stream.needs.slice(0, most) } };
  // Either way, or one only: results may be made far faster than a link takes them.
  const widths = prng.pick([{ width }, { width, resultWidth: 4 }, { width: 4, resultWidth: width }]);
  return { ...job, ...widths, items, itemCancels, ...fewer };
}
