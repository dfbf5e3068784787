import type { Capacity } from './capacity.js';
import type { Load } from './load.js';
import { counter, gauge, type Metric, type MetricFamily } from './metrics-text.js';

/** A worker, with what tells it from others. */
export interface MeasuredWorker {
  readonly labels?: Readonly<Record<string, string>>;
  readonly slots: Capacity['slots'];
  readonly load: Load;
}

/** What a worker says of itself, the same from its own mouth as from an observer's. */
export function loadMetrics(workers: readonly MeasuredWorker[]): readonly MetricFamily[] {
  const each = (value: (worker: MeasuredWorker) => number | undefined): readonly Metric[] =>
    workers.map((worker) => ({
      ...(worker.labels !== undefined && { labels: worker.labels }),
      value: value(worker) ?? 0,
    }));
  const name = (rest: string): string => `zfarm_worker_${rest}`;
  return [
    gauge(
      name('slots'),
      'Attempts it runs at the same time.',
      each(({ slots }) => slots),
    ),
    gauge(
      name('busy_slots'),
      'Slots at work.',
      each(({ load }) => load.busySlots),
    ),
    gauge(
      name('queued_attempts'),
      'Attempts that wait for a slot.',
      each(({ load }) => load.queuedAttempts),
    ),
    gauge(
      name('draining'),
      '1 while it takes nothing new.',
      each(({ load }) => (load.draining ? 1 : 0)),
    ),
    counter(
      name('items_total'),
      'Items finished, failed ones included.',
      each(({ load }) => load.itemsDone),
    ),
    counter(
      name('items_failed_total'),
      'Items of these that failed.',
      each(({ load }) => load.itemsFailed),
    ),
    counter(
      name('busy_seconds_total'),
      'Slot time of attempts that are over.',
      each(({ load }) => (load.busyMs ?? 0) / 1000),
    ),
    gauge(
      name('resident_memory_bytes'),
      'Memory of its process, threads included.',
      each(({ load }) => load.rssBytes),
    ),
    gauge(
      name('heap_bytes'),
      'Heap in use by its main thread.',
      each(({ load }) => load.heapBytes),
    ),
  ];
}
