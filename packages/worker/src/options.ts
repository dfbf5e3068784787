import { availableParallelism } from 'node:os';
import {
  type Capacity,
  CLUSTER_NAME_ACCEPTS,
  isClusterName,
  isResourceName,
  MEMORY_SIZE_ACCEPTS,
  memoryBytesOf,
  RESOURCE_NAME_ACCEPTS,
  RESOURCES_MAX,
} from '@zfarm/cluster-core/core';
import { ownCapacity } from './io/own-capacity.js';

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
  /** Memory that tasks may reserve in all, such as '12GB', or in bytes. Default: that of the machine. */
  readonly memory?: string | number;
  /** Units of countable things that tasks may reserve, such as `{ license: 2 }`. */
  readonly resources?: Readonly<Record<string, number>>;
  /**
   * Module that threads load for the parallel operators that tasks call. Its `operatorsOver` is given something with `map`,
   * `submitWith` and `slots`, and returns a function that calls operators by name. Default: tasks find none.
   */
  readonly operators?: URL;
}

export interface ResolvedThreadOptions {
  readonly maxHeapMb: number | undefined;
  readonly cancelGraceMs: number;
  /** What is announced. */
  readonly capacity: Capacity;
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
const RESOURCE_UNITS_MAX = 1_000_000_000;

/**
 * The modules that threads import, as they name them; undefined: whatever is sent may run.
 *
 * @throws WorkerOptionError
 */
export function resolveTaskModules(modules: readonly URL[] | undefined): readonly string[] | undefined {
  if (modules === undefined) return undefined;
  if (Array.isArray(modules) && modules.length > 0 && modules.every((module) => module instanceof URL))
    return modules.map(({ href }) => href);
  throw new WorkerOptionError('registeredTasks must be a list of URLs of modules, with one at least.');
}

/** @throws WorkerOptionError */
export function resolveThreadOptions(options: ThreadOptions): ResolvedThreadOptions {
  const {
    threads = availableParallelism(),
    maxHeapMb,
    cancelGraceMs = GRACE_MS_DEFAULT,
    labels = {},
    memory,
    resources = {},
  } = options;
  return {
    maxHeapMb:
      maxHeapMb === undefined ? undefined : wholeNumber('maxHeapMb', maxHeapMb, HEAP_MB_MIN, HEAP_MB_MAX),
    cancelGraceMs: wholeNumber('cancelGraceMs', cancelGraceMs, 0, GRACE_MS_MAX),
    capacity: ownCapacity({
      slots: wholeNumber('threads', threads, 1, THREADS_MAX),
      ...(memory === undefined ? {} : { memoryBytes: checkMemory(memory) }),
      labels: checkLabels(labels),
      resources: checkResources(resources),
    }),
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

function checkMemory(memory: string | number): number {
  const bytes = memoryBytesOf(memory);
  if (bytes !== undefined) return bytes;
  throw new WorkerOptionError(`memory must be ${MEMORY_SIZE_ACCEPTS}, got ${show(memory)}`);
}

function checkResources(resources: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  if (typeof resources !== 'object' || resources === null) {
    throw new WorkerOptionError(
      `resources must be an object of whole numbers such as { license: 2 }, got ${show(resources)}`,
    );
  }
  const entries = Object.entries(resources);
  if (entries.length > RESOURCES_MAX)
    throw new WorkerOptionError(`resources must be at most ${RESOURCES_MAX}, got ${entries.length}`);
  for (const [name, units] of entries) {
    if (!isResourceName(name))
      throw new WorkerOptionError(`a name of resources must be ${RESOURCE_NAME_ACCEPTS}, got ${show(name)}`);
    wholeNumber(`resources.${name}`, units, 0, RESOURCE_UNITS_MAX);
  }
  return { ...resources };
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
