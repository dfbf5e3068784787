import { type Capacity, memoryText, unitsOf } from '@zfarm/cluster-core/core';
import type { JobPolicy } from './core/scheduler-input.js';

/** A worker that was there, and what it lacks. */
export interface UnmatchedWorker {
  readonly name: string;
  readonly slots: number;
  readonly memoryBytes: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly resources: Readonly<Record<string, number>>;
  /** What the job requires and it does not offer, such as `label gpu=true` or `4 GiB memory`. */
  readonly missing: readonly string[];
}

/** No worker that is here can ever do what the job's `requires` asks for, and none that can has come within `unmatchedMs`. */
export class UnmatchedRequirementsError extends Error {
  override readonly name = 'UnmatchedRequirementsError';
  readonly code = 'ZFARM_UNMATCHED_REQUIREMENTS';
  /** Everything that was there at the end. */
  readonly workers: readonly UnmatchedWorker[];

  constructor(
    policy: Pick<JobPolicy, 'labels' | 'reservation' | 'unmatched'>,
    present: readonly { readonly name: string; readonly capacity: Capacity }[],
  ) {
    const workers = present.map(({ name, capacity }) => describe(name, capacity, policy));
    const wants = requirementsOf(policy).map(({ text }) => text);
    const asked = wants.length === 0 ? '' : ` that offers ${wants.join(', ')}`;
    const waited = (policy.unmatched?.afterMs ?? 0) / 1000;
    super(
      `For ${waited} s there has been no worker${asked}. ${listOf(workers)} ` +
        'Start one that has what is missing (see zfarm worker --help), require less, or raise unmatchedMs to wait longer.',
    );
    this.workers = workers;
  }
}

interface Requirement {
  readonly text: string;
  readonly isMet: (capacity: Capacity) => boolean;
}

function requirementsOf({ labels, reservation }: Pick<JobPolicy, 'labels' | 'reservation'>): Requirement[] {
  const requirements: Requirement[] = Object.entries(labels ?? {}).map(([key, value]) => ({
    text: `label ${key}=${value}`,
    isMet: (capacity) => capacity.labels[key] === value,
  }));
  if (reservation === undefined) return requirements;
  const { slots, memoryBytes, resources } = reservation;
  if (slots > 1) requirements.push({ text: `${slots} slots`, isMet: (capacity) => capacity.slots >= slots });
  if (memoryBytes > 0) {
    const isMet = (capacity: Capacity): boolean => capacity.memoryBytes >= memoryBytes;
    requirements.push({ text: `${memoryText(memoryBytes)} memory`, isMet });
  }
  for (const [name, units] of Object.entries(resources)) {
    requirements.push({
      text: `resource ${name}=${units}`,
      isMet: (capacity) => unitsOf(capacity, name) >= units,
    });
  }
  return requirements;
}

function describe(
  name: string,
  capacity: Capacity,
  policy: Pick<JobPolicy, 'labels' | 'reservation'>,
): UnmatchedWorker {
  const { slots, memoryBytes, labels, resources } = capacity;
  const missing = requirementsOf(policy).flatMap(({ text, isMet }) => (isMet(capacity) ? [] : [text]));
  return { name, slots, memoryBytes, labels, resources, missing };
}

/** Workers named in the message; the others are counted. */
const NAMED_MAX = 10;

function listOf(workers: readonly UnmatchedWorker[]): string {
  if (workers.length === 0) return 'No worker at all is here.';
  const named = workers.slice(0, NAMED_MAX).map((worker) => {
    const { name, slots, memoryBytes, labels, resources, missing } = worker;
    const offers = [
      `${slots} ${slots === 1 ? 'slot' : 'slots'}`,
      `${memoryText(memoryBytes)} memory`,
      ...Object.entries(labels).map(([key, value]) => `label ${key}=${value}`),
      ...Object.entries(resources).map(([key, units]) => `resource ${key}=${units}`),
    ];
    return `${name} (${offers.join(', ')}) lacks ${missing.join(', ')}`;
  });
  const more = workers.length > NAMED_MAX ? `; and ${workers.length - NAMED_MAX} more` : '';
  return `Here: ${named.join('; ')}${more}.`;
}
