import { availableParallelism, totalmem } from 'node:os';
import {
  isResourceName,
  MEMORY_SIZE_ACCEPTS,
  memoryBytesOf,
  memoryText,
  RESOURCES_MAX,
  type Reservation,
  SLOTS_MAX,
} from '@zfarm/cluster-core/core';
import type { ClusterOptions } from './connect-options.js';
import type { JobPolicy } from './core/scheduler-input.js';
import { checkOptions, count, OptionError, type OptionRule, text } from './option-error.js';

/** What a worker must offer to be given a job. What is reserved is a chunk's for as long as it runs. */
export interface Requirements {
  /** The id of the only worker that will do, as `cluster.workers()` gives it. */
  readonly worker?: string | undefined;
  /** Labels as `zfarm worker --label key=value` gave them; `true` stands for the text `true`. */
  readonly labels?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Reserved memory, such as `'2GB'` or `'512MiB'`, or in bytes. It is counted, not measured. Default 0. */
  readonly memory?: string | number | undefined;
  /** Slots of one worker at once, for functions with threads or processes of their own. Default 1. */
  readonly slots?: number | undefined;
  /** Units of what `zfarm worker --resource name=units` announced, such as `{ license: 1 }`. */
  readonly resources?: Readonly<Record<string, number>> | undefined;
}

const RULES: Readonly<Record<keyof Requirements, OptionRule>> = {
  worker: text('the id of a worker', /^[^\0]{1,255}$/),
  labels: { accepts: 'an object of texts, numbers, true or false by label', test: isLabels },
  memory: { accepts: MEMORY_SIZE_ACCEPTS, test: (value) => memoryBytesOf(value) !== undefined },
  slots: count(1, SLOTS_MAX),
  resources: {
    accepts: `an object of at most ${RESOURCES_MAX} whole numbers from 1 on, by resource`,
    test: isResources,
  },
};

/** @throws OptionError */
export function checkRequirements(call: string, requires: Requirements): void {
  checkOptions(`${call}: requires`, requires, RULES);
}

/**
 * Refuses what the pool of this process will never offer, where jobs run nowhere else.
 *
 * @throws OptionError
 */
export function checkPlacement(
  call: string,
  requires: Requirements = {},
  { local, localThreads: threads }: Pick<ClusterOptions, 'local' | 'localThreads'>,
): void {
  if (local !== 'always') return;
  const { labels, memory, slots = 1, resources } = requires;
  const here = threads ?? availableParallelism();
  const wanted = [
    ...Object.entries(labels ?? {}).map(([key, value]) => `label ${key}=${String(value)}`),
    ...Object.entries(resources ?? {}).map(([name, units]) => `resource ${name}=${units}`),
    ...(slots > here ? [`${slots} slots (it has ${here}: see localThreads)`] : []),
    ...((memoryBytesOf(memory) ?? 0) > totalmem()
      ? [`memory ${memory} (there is ${memoryText(totalmem())})`]
      : []),
  ];
  if (wanted.length === 0) return;
  throw new OptionError(
    'requires',
    `${call}: with local: 'always' jobs run in this process only, which does not offer ${wanted.join(', ')}. ` +
      "Connect with local: 'auto' or 'never' to use workers that do, or leave it out.",
  );
}

/** What the core must know of them. */
export function placementOf(requires: Requirements): Pick<JobPolicy, 'worker' | 'labels' | 'reservation'> {
  const { worker, labels, memory, slots = 1, resources = {} } = requires;
  const reservation: Reservation = { slots, memoryBytes: memoryBytesOf(memory) ?? 0, resources };
  const plain = slots === 1 && reservation.memoryBytes === 0 && Object.keys(resources).length === 0;
  return {
    ...(worker === undefined ? {} : { worker }),
    ...(labels === undefined ? {} : { labels: textLabels(labels) }),
    ...(plain ? {} : { reservation }),
  };
}

function textLabels(labels: Readonly<Record<string, string | number | boolean>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, String(value)]));
}

function isLabels(value: unknown): boolean {
  const accepted = ['string', 'number', 'boolean'];
  return isRecord(value) && Object.values(value).every((label) => accepted.includes(typeof label));
}

function isResources(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= RESOURCES_MAX &&
    entries.every(
      ([name, units]) => isResourceName(name) && Number.isSafeInteger(units) && Number(units) >= 1,
    )
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
