import type { Failure, FaultEvent, HistoryEvent, TaskEvent } from './history.js';

export interface Expectations {
  /** Items that must fail, and how; all others must settle with the right result. */
  readonly poison?: ReadonlyMap<number, Failure>;
  /** The client did not live to see the end: what has not settled is not lost. */
  readonly unfinished?: boolean;
}

/** What a history shows. */
export interface Findings {
  /** Sentences; none if all that was promised was kept. */
  readonly violations: readonly string[];
  readonly submitted: number;
  readonly settled: number;
  readonly failed: number;
  /** Executions beyond the first of each item that is no poison. */
  readonly executedAgain: number;
  /** Results that came to nothing since another had settled the item. */
  readonly lateResults: number;
  /** The longest time in which nothing settled, between the first and the last that did. */
  readonly stallMs: number;
}

interface ItemStory {
  submitted: number;
  readonly settled: { at: number; right: boolean }[];
  readonly failures: Failure[];
  readonly starts: TaskEvent[];
  readonly ends: TaskEvent[];
}

/** Proves from the history of one run what it claims, or says what contradicts it. */
export function checkHistory(history: readonly HistoryEvent[], expected: Expectations = {}): Findings {
  const faults = [...history.filter((event) => event.kind === 'fault'), ...deathsByPoison(history, expected)];
  const stories = storiesOf(history);
  const violations: string[] = [];
  const findings = { submitted: 0, settled: 0, failed: 0, executedAgain: 0, lateResults: 0 };
  for (const [item, story] of stories) {
    const poison = expected.poison?.get(item);
    const complaints = [
      ...(poison === undefined ? outcomeFaults(story, expected) : poisonFaults(story, poison)),
      ...(poison === undefined ? unexplainedStarts(story, faults) : []),
    ];
    violations.push(...complaints.map((complaint) => `item ${item} ${complaint}`));
    findings.submitted += story.submitted;
    findings.settled += story.settled.length;
    findings.failed += story.failures.length;
    if (poison === undefined) findings.executedAgain += Math.max(0, story.starts.length - 1);
    findings.lateResults += Math.max(0, story.ends.length - story.settled.length);
  }
  return { violations, ...findings, stallMs: longestStall(history) };
}

/**
 * The time from a fault until an item that the worker had begun, and that had not settled, was begun elsewhere; undefined if
 * the fault met none.
 */
export function movedAfterMs(history: readonly HistoryEvent[], fault: FaultEvent): number | undefined {
  const moves: number[] = [];
  for (const { starts, settled } of storiesOf(history).values()) {
    const wasThere = starts.some(({ at, worker }) => worker === fault.worker && at <= fault.at);
    if (!wasThere || settled.some(({ at }) => at <= fault.at)) continue;
    const again = starts.find(({ at, worker }) => worker !== fault.worker && at > fault.at);
    if (again !== undefined) moves.push(again.at - fault.at);
  }
  return moves.length === 0 ? undefined : Math.min(...moves);
}

/** The value that this share of the samples does not exceed. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function storiesOf(history: readonly HistoryEvent[]): Map<number, ItemStory> {
  const stories = new Map<number, ItemStory>();
  for (const event of [...history].sort((a, b) => a.at - b.at)) {
    if (event.kind === 'fault') continue;
    let story = stories.get(event.item);
    if (story === undefined) {
      story = { submitted: 0, settled: [], failures: [], starts: [], ends: [] };
      stories.set(event.item, story);
    }
    if (event.kind === 'submitted') story.submitted += 1;
    else if (event.kind === 'settled') story.settled.push(event);
    else if (event.kind === 'failed') story.failures.push(event.failure);
    else if (event.kind === 'started') story.starts.push(event);
    else story.ends.push(event);
  }
  return stories;
}

/**
 * A thread that dies under poison takes along what it has finished and not told yet: at most some 10 ms of results. A process
 * takes along all that it has begun, also by another thread in the moment before.
 */
function deathsByPoison(history: readonly HistoryEvent[], { poison }: Expectations): FaultEvent[] {
  return history.flatMap((event) => {
    const failure = event.kind === 'started' ? poison?.get(event.item) : undefined;
    if (event.kind !== 'started' || failure === undefined) return [];
    const { at, worker } = event;
    const until = failure.deaths.includes('worker-lost') ? Number.POSITIVE_INFINITY : at;
    return [{ kind: 'fault', what: 'killed', worker, at, until }];
  });
}

function outcomeFaults(story: ItemStory, { unfinished }: Expectations): string[] {
  const { submitted, settled, failures, ends } = story;
  const complaints: string[] = [];
  if (submitted !== 1) complaints.push(`was submitted ${submitted} times`);
  if (settled.length > 1) complaints.push(`settled ${settled.length} times`);
  if (settled.length === 0 && failures.length === 0 && unfinished !== true) complaints.push('was lost');
  if (settled.some(({ right }) => !right)) complaints.push('settled with a wrong result');
  for (const failure of failures) complaints.push(`failed: ${told(failure)}`);
  const [first] = settled;
  if (first !== undefined && !ends.some(({ at }) => at <= first.at)) {
    complaints.push('settled before any execution of it had ended');
  }
  return complaints;
}

function poisonFaults({ submitted, settled, failures, starts }: ItemStory, expected: Failure): string[] {
  const complaints: string[] = [];
  if (submitted !== 1) complaints.push(`was submitted ${submitted} times`);
  if (settled.length > 0) complaints.push('is poison, and settled');
  if (failures.length !== 1) complaints.push(`is poison, and failed ${failures.length} times`);
  for (const failure of failures) {
    if (told(failure) !== told(expected)) {
      complaints.push(`failed as ${told(failure)} instead of ${told(expected)}`);
    }
  }
  if (starts.length !== expected.attempts) {
    complaints.push(`is poison, and was executed ${starts.length} times instead of ${expected.attempts}`);
  }
  return complaints;
}

/** An execution is right if each one before it met a fault of its worker, or if its own worker could not know of that one. */
function unexplainedStarts({ starts }: ItemStory, faults: readonly FaultEvent[]): string[] {
  const complaints: string[] = [];
  starts.forEach((start, index) => {
    const outOfTouch = faults.some(
      ({ what, worker, at, until }) =>
        what !== 'killed' && worker === start.worker && at <= start.at && start.at <= until,
    );
    if (outOfTouch) return;
    for (const before of starts.slice(0, index)) {
      const cause = faults.some(
        ({ worker, at, until }) => worker === before.worker && before.at <= until && at <= start.at,
      );
      if (cause) continue;
      const [here, there] = [`${start.worker} at ${start.at}`, `${before.worker} at ${before.at}`];
      complaints.push(`was executed again by ${here}, though nothing had happened to ${there}`);
    }
  });
  return complaints;
}

function longestStall(history: readonly HistoryEvent[]): number {
  const times = history.flatMap(({ kind, at }) => (kind === 'settled' || kind === 'failed' ? [at] : []));
  times.sort((a, b) => a - b);
  return times.reduce((most, at, index) => Math.max(most, at - (times[index - 1] ?? at)), 0);
}

function told({ name, attempts, deaths }: Failure): string {
  return `${name} after ${attempts} attempts (${deaths.join(', ')})`;
}
