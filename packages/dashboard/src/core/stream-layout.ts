import type { FeedNode, FeedSpan } from './feed.js';
import { BAR_MS_MAX, SPANS_APART_MAX, SPANS_DRAWN_MAX } from './limits.js';
import { Recent } from './recent.js';

/** A chunk in its place: a bar in a lane of its worker. Where there are many it may be a few in a row. */
export interface PlacedSpan {
  readonly worker: number;
  readonly lane: number;
  readonly name: number;
  readonly from: number;
  until: number;
  items: number;
  readonly failed: number;
}

/** The lanes of one worker: the rows `[first, first + lanes)` of the picture. */
export interface LaneGroup {
  readonly worker: number;
  readonly name: string;
  readonly first: number;
  readonly lanes: number;
}

/** Times are whole milliseconds, and what ends a chunk is told a little late: so much may two in a row overlap. */
const SLACK_MS = 3;

/** So far apart may chunks be that become one bar: a few pixels of the shortest window. */
const JOIN_MS = 25;

/** With more rows than this in all, each worker has one: they would be thinner than a pixel. */
const ROWS_MAX = 240;

/** Lanes that the pool of a client is drawn in: how many threads it has nobody tells. */
const CLIENT_LANES = 4;

/** Puts chunks into lanes, as many as their worker has slots: which slot it was nobody tells, so the first that is free. */
export class StreamLayout {
  #spans: Recent<PlacedSpan> = new Recent(SPANS_DRAWN_MAX);
  readonly #ends: Map<number, number[]> = new Map();
  /** The last bar of each lane. */
  readonly #last: Map<string, PlacedSpan> = new Map();

  get spans(): readonly PlacedSpan[] {
    return this.#spans.values;
  }

  add(spans: readonly FeedSpan[], slotsOf: (worker: number) => number): void {
    const joins = spans.length > SPANS_APART_MAX;
    const placed: PlacedSpan[] = [];
    for (const [worker, name, from, busyMs, items, failed] of spans) {
      const until = from + Math.max(1, busyMs);
      const lane = this.#laneFor(worker, slotsOf(worker), from, until);
      const bar: PlacedSpan = { worker, lane, name, from, until, items, failed };
      if (joins && this.#joined(bar)) continue;
      this.#last.set(`${worker} ${lane}`, bar);
      placed.push(bar);
    }
    this.#spans.add(placed);
  }

  /** What ended before this is not drawn any more. */
  forget(before: number): void {
    this.#spans.dropUntil(({ until }) => until >= before);
  }

  clear(): void {
    this.#spans = new Recent(SPANS_DRAWN_MAX);
    this.#ends.clear();
    this.#last.clear();
  }

  /** Makes the bar before it longer, if both are of a kind. */
  #joined({ worker, lane, name, from, until, items, failed }: PlacedSpan): boolean {
    const last = this.#last.get(`${worker} ${lane}`);
    if (last === undefined || last.name !== name || last.failed + failed > 0) return false;
    if (from - last.until > JOIN_MS || until - last.from > BAR_MS_MAX || until < last.until) return false;
    last.until = until;
    last.items += items;
    return true;
  }

  #laneFor(worker: number, slots: number, from: number, until: number): number {
    const ends = this.#ends.get(worker) ?? [];
    this.#ends.set(worker, ends);
    let best = 0;
    for (let lane = 0; lane < Math.max(1, slots); lane += 1) {
      const end = ends[lane] ?? Number.NEGATIVE_INFINITY;
      if (end <= from + SLACK_MS) {
        best = lane;
        break;
      }
      if (end < (ends[best] ?? Number.NEGATIVE_INFINITY)) best = lane;
    }
    ends[best] = Math.max(until, ends[best] ?? until);
    return best;
  }
}

/** Which rows belong to whom: workers by name, then clients that have run something themselves. */
export function laneGroups(nodes: Iterable<FeedNode>, busy: ReadonlySet<number>): readonly LaneGroup[] {
  const shown = [...nodes].filter(({ no, role }) => role === 'worker' || (role === 'client' && busy.has(no)));
  shown.sort((one, other) => rank(one) - rank(other) || byName(one, other));
  const total = shown.reduce((sum, node) => sum + lanesOf(node), 0);
  let first = 0;
  return shown.map((node) => {
    const lanes = total > ROWS_MAX ? 1 : lanesOf(node);
    const name = node.role === 'client' ? `${node.name} (itself)` : node.name;
    const group = { worker: node.no, name, first, lanes };
    first += lanes;
    return group;
  });
}

export function lanesOf({ capacity }: Pick<FeedNode, 'capacity'>): number {
  return Math.min(capacity?.slots ?? CLIENT_LANES, 64);
}

export function byName(one: Pick<FeedNode, 'name' | 'no'>, other: Pick<FeedNode, 'name' | 'no'>): number {
  return one.name.localeCompare(other.name, 'en', { numeric: true }) || one.no - other.no;
}

function rank({ role }: FeedNode): number {
  return role === 'worker' ? 0 : 1;
}

/** Round distances of time for an axis with about so many marks. */
export function timeStep(spanMs: number, marks: number): number {
  const steps = [100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000];
  return steps.find((step) => spanMs / step <= marks) ?? 600_000;
}
