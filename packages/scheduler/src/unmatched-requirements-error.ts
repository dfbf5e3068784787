import { type Capacity, memoryText, unitsOf } from '@zfarm/cluster-core/core';
import type { JobPolicy } from './core/scheduler-input.js';

/** A worker that was there, and what it lacks. */
export interface UnmatchedWorker {
  /** Its name, as `zfarm nodes` shows it. */
  readonly name: string;
  /** Slots that it has, busy or not. */
  readonly slots: number;
  /** Memory that it offers to jobs that reserve some, in bytes. */
  readonly memoryBytes: number;
  /** Labels that it was started with. */
  readonly labels: Readonly<Record<string, string>>;
  /** Units of each resource that it was started with. */
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

  constructor(policy: Wanted & Pick<JobPolicy, 'unmatched'>, present: readonly PresentWorker[]) {
    const workers = present.map((worker) => describe(worker, policy));
    const wants = requirementsOf(policy).map(({ text }) => text);
    const asked = wants.length === 0 ? '' : ` that offers ${wants.join(', ')}`;
    const waited = (policy.unmatched?.afterMs ?? 0) / 1000;
    super(
      `For ${waited} s there has been no worker${asked}. ${listOf(workers)} ${nameTaken(policy, present)}` +
        'Start one that has what is missing (see zfarm worker --help), require less, or raise unmatchedMs to wait longer.',
    );
    this.workers = workers;
  }
}

/** Somebody gave the name of a worker where its id belongs. */
function nameTaken({ worker }: Wanted, present: readonly PresentWorker[]): string {
  const meant = present.find(({ name }) => name === worker);
  return meant === undefined ? '' : `'${meant.name}' is a name; the id of that worker is ${meant.id}. `;
}

type Wanted = Pick<JobPolicy, 'worker' | 'labels' | 'reservation'>;

interface Requirement {
  readonly text: string;
  readonly isMet: (capacity: Capacity, worker: string) => boolean;
}

function requirementsOf({ worker, labels, reservation }: Wanted): Requirement[] {
  const requirements: Requirement[] = Object.entries(labels ?? {}).map(([key, value]) => ({
    text: `label ${key}=${value}`,
    isMet: (capacity) => capacity.labels[key] === value,
  }));
  if (worker !== undefined) {
    requirements.push({ text: `the id ${worker}`, isMet: (_, id) => id === worker });
  }
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

interface PresentWorker {
  readonly id: string;
  readonly name: string;
  readonly capacity: Capacity;
}

function describe({ id, name, capacity }: PresentWorker, policy: Wanted): UnmatchedWorker {
  const { slots, memoryBytes, labels, resources } = capacity;
  const missing = requirementsOf(policy).flatMap(({ text, isMet }) => (isMet(capacity, id) ? [] : [text]));
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
