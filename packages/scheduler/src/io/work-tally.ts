import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { DurationSpread, WorkCounts } from '../cluster-stats.js';
import { DURATION_MS_MAX } from './limits.js';

const US_PER_MS = 1000;

/** Durations, counted in the classes of a histogram of some 12 KB, made with the first one. */
class Durations {
  #histogram: RecordableHistogram | undefined;

  record(ms: number): void {
    this.#histogram ??= createHistogram({ lowest: 1, highest: DURATION_MS_MAX * US_PER_MS, figures: 1 });
    this.#histogram.record(Math.max(1, Math.round(Math.min(ms, DURATION_MS_MAX) * US_PER_MS)));
  }

  spread(): DurationSpread {
    const histogram = this.#histogram;
    const ms = (us: number | undefined): number => (us ?? 0) / US_PER_MS;
    return {
      count: histogram?.count ?? 0,
      minMs: ms(histogram?.min),
      meanMs: ms(histogram?.mean),
      p50Ms: ms(histogram?.percentile(50)),
      p90Ms: ms(histogram?.percentile(90)),
      p99Ms: ms(histogram?.percentile(99)),
      maxMs: ms(histogram?.max),
    };
  }
}

/** What is counted by the piece. */
export interface WorkPieces {
  chunksAssigned: number;
  itemsDone: number;
  failures: number;
  retries: number;
  deaths: number;
  requeues: number;
  retracted: number;
  copiesRun: number;
  copiesWon: number;
  bytesSent: number;
  bytesReceived: number;
}

/** Counts what a worker does, or all of them. */
export class WorkTally {
  readonly pieces: WorkPieces = {
    chunksAssigned: 0,
    itemsDone: 0,
    failures: 0,
    retries: 0,
    deaths: 0,
    requeues: 0,
    retracted: 0,
    copiesRun: 0,
    copiesWon: 0,
    bytesSent: 0,
    bytesReceived: 0,
  };
  #chunksDone: number = 0;
  #busyMs: number = 0;
  readonly #roundTrip: Durations = new Durations();
  readonly #run: Durations = new Durations();
  readonly #queued: Durations = new Durations();

  chunkDone(busyMs: number, tookMs: number): void {
    this.#chunksDone += 1;
    this.#busyMs += busyMs;
    this.#roundTrip.record(tookMs);
    this.#run.record(busyMs);
    this.#queued.record(tookMs - busyMs);
  }

  counts(): WorkCounts {
    const { copiesRun, copiesWon, bytesSent, bytesReceived, ...counted } = this.pieces;
    return {
      ...counted,
      chunksDone: this.#chunksDone,
      copies: { run: copiesRun, won: copiesWon },
      busyMs: this.#busyMs,
      bytes: { sent: bytesSent, received: bytesReceived },
      roundTrip: this.#roundTrip.spread(),
      run: this.#run.spread(),
      queued: this.#queued.spread(),
    };
  }
}
