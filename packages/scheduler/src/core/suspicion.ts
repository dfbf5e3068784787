import type { ItemLoss } from './scheduler-output.js';

/**
 * How often an item may be there when a worker is lost before it is run alone on a worker. A worker's end is mostly no
 * item's fault, and running alone costs all other slots; twice is no chance any more.
 */
const COMPANY_LOSSES_MAX = 2;

/**
 * How many times `lossesMax` threads or workers may be lost around an item that cannot be told to be guilty: it waited
 * for jobs of its own, or had company on a worker because it did. Innocent most likely; but if its own jobs do it, and
 * die along with it each time, this is where that ends.
 */
const DOUBTFUL_LOSSES_FACTOR = 3;

/** How many threads or workers have died under an item. */
export function deaths(history: readonly ItemLoss[]): number {
  return history.filter(isDeath).length;
}

/** Whether the item was the victim or the cause of a death; else its own code failed, by an error or by its time limit. */
function isDeath(loss: ItemLoss): boolean {
  return loss.fault === 'thread' || loss.fault === 'worker';
}

/** How often the item's own code has failed. */
export function faults(history: readonly ItemLoss[]): number {
  return history.filter(({ fault }) => fault === 'task' || fault === 'time-limit').length;
}

/**
 * Whether items with this history must have a worker to themselves. A lost worker does not tell which of the items
 * on it was to blame; only of one that was alone there can it be said, and no other may be given up.
 */
export function needsSolitude(history: readonly ItemLoss[], lossesMax: number): boolean {
  const lostWorkers = history.filter((loss) => loss.fault === 'worker').length;
  return lostWorkers > 0 && (lostWorkers >= COMPANY_LOSSES_MAX || deaths(history) >= lossesMax);
}

/** Whether a single item is to be given up after its last loss. */
export function isPoison(history: readonly ItemLoss[], lossesMax: number): boolean {
  const last = history.at(-1);
  if (last === undefined || last.fault === 'task' || last.fault === 'time-limit') return false;
  if (history.length - faults(history) > DOUBTFUL_LOSSES_FACTOR * lossesMax + 1) return true;
  if (!isDeath(last) || deaths(history) <= lossesMax) return false;
  return last.fault === 'thread' || last.alone === true;
}
