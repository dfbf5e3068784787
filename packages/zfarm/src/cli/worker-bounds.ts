import { availableParallelism } from 'node:os';
import { usageError } from './exit.js';

/** What a worker is told of how much it may lend. */
export interface WorkerBounds {
  readonly threads?: number;
  readonly maxThreads?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly maxMemory?: number;
  readonly maxHeapMb?: number;
}

/** Less heap than this, and a thread does not start. */
const HEAP_MB_MIN = 16;

/**
 * The same in options of a worker. Of `maxMemory` each thread may use its share as heap; buffers are not part of that, and count
 * only as far as tasks reserve them.
 *
 * @throws CliError when two flags contradict each other, or the shares are too small
 */
export function boundsOf(
  { threads, maxThreads, memory, maxMemory, maxHeapMb }: WorkerBounds,
  processors: number = availableParallelism(),
): { readonly threads: number; readonly memory?: number; readonly maxHeapMb?: number } {
  if (threads !== undefined && maxThreads !== undefined)
    throw usageError('--threads says how many, --max-threads how many at most: leave out one of them.');
  const count = threads ?? Math.min(processors, maxThreads ?? processors);
  if (maxMemory === undefined)
    return {
      threads: count,
      ...(memory !== undefined && { memory }),
      ...(maxHeapMb !== undefined && { maxHeapMb }),
    };
  const shareMb = Math.floor(maxMemory / count / 2 ** 20);
  if (shareMb < HEAP_MB_MIN)
    throw usageError(
      `--max-memory leaves ${shareMb} MiB to each of ${count} threads, which need ${HEAP_MB_MIN}: give more, or fewer --threads.`,
    );
  return {
    threads: count,
    memory: Math.min(memory ?? maxMemory, maxMemory),
    maxHeapMb: Math.min(maxHeapMb ?? shareMb, shareMb),
  };
}
