import type { WorkerCounts } from '../cluster-stats.js';
import { countText, rateText } from './progress-text.js';

/** What a lane is made of. */
export type LaneCounts = Pick<WorkerCounts, 'id' | 'name' | 'state' | 'itemsDone' | 'retries' | 'inFlight'>;

/** More workers than that are told of in one line. */
const LANES_MAX = 8;
const NAME_CELLS_MAX = 20;
const BAR_CELLS = 12;

/** A rate is that of the last two seconds or so: what a worker does now, not on average. */
const RATE_WINDOW_MS = 2000;

interface LaneCells {
  readonly left: readonly string[];
  readonly right: readonly string[];
  /** Which most lanes have not. */
  readonly last: readonly string[];
}

interface Memory {
  readonly items: number;
  readonly retries: number;
  /** Items counted then, oldest first. */
  readonly samples: { readonly at: number; readonly items: number }[];
}

/** One line for each worker: what it has of this program now, how fast it is, and what it had to try again. */
export class WorkerLanes {
  readonly #since: Map<string, Memory> = new Map();

  /** @param slotsOf so many slots has the worker. */
  lines(workers: readonly LaneCounts[], slotsOf: (id: string) => number, now: number): string[] {
    const here = workers.filter(({ state }) => state !== 'left').toSorted(byName);
    for (const worker of workers) this.#look(worker, now);
    if (here.length < 2) return [];
    const busiest = here.toSorted((one, other) => this.#rateOf(other, now) - this.#rateOf(one, now));
    const shown = here.length <= LANES_MAX ? here : busiest.slice(0, LANES_MAX - 1);
    const lines = aligned(shown.map((worker) => this.#cells(worker, slotsOf(worker.id), now)));
    const rest = here.length - shown.length;
    return rest === 0 ? lines : [...lines, `  and ${rest} more workers, none of them faster`];
  }

  #cells(worker: LaneCounts, slots: number, now: number): LaneCells {
    const { id, name, state, itemsDone, retries, inFlight } = worker;
    const busy = Math.min(slots, inFlight?.slots ?? 0);
    const since = this.#since.get(id);
    const retried = retries - (since?.retries ?? 0);
    return {
      left: [name.slice(0, NAME_CELLS_MAX), `[${bar(busy, slots)}]`],
      right: [
        `${busy} of ${slots}`,
        `${rateText(this.#rateOf(worker, now))}/s`,
        `${countText(itemsDone - (since?.items ?? 0))} done`,
      ],
      last: [retried === 0 ? '' : `${countText(retried)} retried`, state === 'present' ? '' : state],
    };
  }

  #look({ id, itemsDone, retries }: LaneCounts, now: number): void {
    const memory = this.#since.get(id) ?? { items: itemsDone, retries, samples: [] };
    this.#since.set(id, memory);
    memory.samples.push({ at: now, items: itemsDone });
    while ((memory.samples[1]?.at ?? now) <= now - RATE_WINDOW_MS) memory.samples.shift();
  }

  #rateOf({ id, itemsDone }: LaneCounts, now: number): number {
    const first = this.#since.get(id)?.samples[0];
    return first === undefined || first.at === now
      ? 0
      : (1000 * (itemsDone - first.items)) / (now - first.at);
  }
}

function bar(busy: number, slots: number): string {
  const cells = Math.min(BAR_CELLS, Math.max(1, slots));
  return '='.repeat(Math.ceil((cells * busy) / Math.max(1, slots))).padEnd(cells);
}

function byName(one: LaneCounts, other: LaneCounts): number {
  return one.name.localeCompare(other.name, 'en', { numeric: true });
}

/** One under the other: words begin, numbers end in the same column. */
function aligned(lanes: readonly LaneCells[]): string[] {
  const widthOf = (side: 'left' | 'right', at: number): number =>
    Math.max(...lanes.map((lane) => lane[side][at]?.length ?? 0));
  return lanes.map(({ left, right, last }) => {
    const cells = [
      ...left.map((cell, at) => cell.padEnd(widthOf('left', at))),
      ...right.map((cell, at) => cell.padStart(widthOf('right', at))),
      ...last.filter((cell) => cell !== ''),
    ];
    return `  ${cells.join('  ')}`;
  });
}
