import { availableParallelism } from 'node:os';
import { CLUSTER_NAME_ACCEPTS, isClusterName } from '@zfarm/cluster-core';

/** An option of a worker is not what it should be; the message names it and what is accepted. */
export class WorkerOptionError extends TypeError {
  override readonly name = 'WorkerOptionError';
}

/** What every worker can be told, on the network or in this process. */
export interface ThreadOptions {
  /** Attempts that run at the same time, one thread each, 1 to 1024. Default: what the machine can run at once. */
  readonly threads?: number;
  /** Heap limit of each thread in MB, at least 16. Default: Node's own. Buffers do not count. */
  readonly maxHeapMb?: number;
  /** How long a cancelled task may go on before its thread is ended, in ms. Default 1000. */
  readonly cancelGraceMs?: number;
  /** What jobs may require of a worker, such as `{ gpu: 'a100' }`. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface ResolvedThreadOptions {
  readonly threads: number;
  readonly maxHeapMb: number | undefined;
  readonly cancelGraceMs: number;
  readonly labels: Readonly<Record<string, string>>;
}

const THREADS_MAX = 1024;
const HEAP_MB_MIN = 16;
const HEAP_MB_MAX = 1024 * 1024;
const GRACE_MS_DEFAULT = 1000;
const GRACE_MS_MAX = 3_600_000;
/** Less than the 30 s after which Kubernetes ends a process, with time for the grace of tasks and the goodbye. */
const DRAIN_MS_DEFAULT = 25_000;
const DRAIN_MS_MAX = 86_400_000;
const NAME_LENGTH_MAX = 200;
const LABELS_MAX = 64;

/** @throws WorkerOptionError */
export function resolveThreadOptions(options: ThreadOptions): ResolvedThreadOptions {
  const {
    threads = availableParallelism(),
    maxHeapMb,
    cancelGraceMs = GRACE_MS_DEFAULT,
    labels = {},
  } = options;
  return {
    threads: wholeNumber('threads', threads, 1, THREADS_MAX),
    maxHeapMb:
      maxHeapMb === undefined ? undefined : wholeNumber('maxHeapMb', maxHeapMb, HEAP_MB_MIN, HEAP_MB_MAX),
    cancelGraceMs: wholeNumber('cancelGraceMs', cancelGraceMs, 0, GRACE_MS_MAX),
    labels: checkLabels(labels),
  };
}

/** @throws WorkerOptionError */
export function resolveDrainTimeout(drainTimeoutMs: number = DRAIN_MS_DEFAULT): number {
  return wholeNumber('drainTimeoutMs', drainTimeoutMs, 0, DRAIN_MS_MAX);
}

/** @throws WorkerOptionError */
export function checkName(option: string, value: string): string {
  if (typeof value === 'string' && value.length > 0 && value.length <= NAME_LENGTH_MAX) return value;
  throw new WorkerOptionError(
    `${option} must be text of 1 to ${NAME_LENGTH_MAX} characters, got ${show(value)}`,
  );
}

/** @throws WorkerOptionError */
export function checkClusterName(value: string): string {
  if (isClusterName(value)) return value;
  throw new WorkerOptionError(`cluster must be ${CLUSTER_NAME_ACCEPTS}, got ${show(value)}`);
}

function wholeNumber(option: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new WorkerOptionError(`${option} must be a whole number from ${min} to ${max}, got ${show(value)}`);
}

function checkLabels(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (typeof labels !== 'object' || labels === null) {
    throw new WorkerOptionError(
      `labels must be an object of texts such as { gpu: 'a100' }, got ${show(labels)}`,
    );
  }
  const entries = Object.entries(labels);
  if (entries.length > LABELS_MAX)
    throw new WorkerOptionError(`labels must be at most ${LABELS_MAX}, got ${entries.length}`);
  for (const [key, value] of entries) {
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(key)) {
      throw new WorkerOptionError(
        `a key of labels must be 1 to 64 letters, digits, dots, dashes, got ${show(key)}`,
      );
    }
    checkName(`labels.${key}`, value);
  }
  return { ...labels };
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
