import type { FeedJob, FeedNode, FeedSamples } from './feed.js';

/** The cluster in a few figures. */
export interface Totals {
  readonly workers: number;
  readonly clients: number;
  readonly slots: number;
  readonly busySlots: number;
  readonly queued: number;
  readonly rssBytes: number;
  readonly itemsDone: number;
  readonly itemsFailed: number;
  readonly itemsPerSecond: number;
  readonly jobsRunning: number;
}

export function totalsOf(
  nodes: Iterable<FeedNode>,
  jobs: Iterable<FeedJob>,
  samples: FeedSamples | undefined,
): Totals {
  const all = [...nodes];
  const workers = all.filter(({ role }) => role === 'worker');
  const sum = (value: (node: FeedNode) => number | undefined): number =>
    workers.reduce((total, node) => total + (value(node) ?? 0), 0);
  return {
    workers: workers.length,
    clients: all.filter(({ role }) => role === 'client').length,
    slots: sum(({ capacity }) => capacity?.slots),
    busySlots: sum(({ load }) => load?.busySlots),
    queued: sum(({ load }) => load?.queuedAttempts),
    rssBytes: sum(({ load }) => load?.rssBytes),
    itemsDone: sum(({ load }) => load?.itemsDone),
    itemsFailed: sum(({ load }) => load?.itemsFailed),
    itemsPerSecond: (samples?.of ?? []).reduce((total, [, , , rate]) => total + rate, 0),
    jobsRunning: [...jobs].filter(({ outcome }) => outcome === undefined).length,
  };
}

/** Columns of a chart of the whole cluster: seconds since 1970, then items a second, busy slots, memory in bytes. */
export function clusterColumns(
  samples: readonly FeedSamples[],
): readonly [readonly number[], readonly number[], readonly number[], readonly number[]] {
  const rate: number[] = [];
  const busy: number[] = [];
  const memory: number[] = [];
  for (const { of } of samples) {
    rate.push(of.reduce((sum, [, , , perSecond]) => sum + perSecond, 0));
    busy.push(of.reduce((sum, [, slots]) => sum + slots, 0));
    memory.push(of.reduce((sum, [, , bytes]) => sum + bytes, 0));
  }
  return [samples.map(({ at }) => at / 1000), rate, busy, memory];
}
