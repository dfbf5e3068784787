import type {
  AttemptId,
  CallShape,
  CodeHash,
  ConsoleMode,
  JobId,
  NodeId,
  ParentSpan,
} from '@zfarm/cluster-core/core';
import { CHUNK_GROWTH, RETRACT_AFTER_MS } from './limits.js';
import { type Range, RangeSet } from './range-set.js';
import type { JobParent, JobPolicy, JobSubmitted } from './scheduler-input.js';
import type { ItemFailed, ItemLoss } from './scheduler-output.js';
import { needsSolitude } from './suspicion.js';

/** Items that something happened to. They run by themselves, so that the next mishap tells more. */
export interface Suspects extends Range {
  readonly history: readonly ItemLoss[];
}

/** An item whose client has still to say what becomes of it. */
export interface Faltered {
  readonly reason: ItemFailed['reason'];
  readonly losses: readonly ItemLoss[];
}

/** An item that is tried again only after a while. */
export interface Resting {
  readonly item: number;
  readonly until: number;
  readonly history: readonly ItemLoss[];
}

/**
 * One job. Every item that has not resolved is in exactly one place: `waiting`, `suspects`, `solitary`, `faltered`,
 * `resting`, or owed by one current attempt.
 */
export interface JobState {
  readonly id: JobId;
  readonly code: CodeHash;
  readonly setup: CodeHash | undefined;
  readonly parts: readonly CodeHash[] | undefined;
  /** Workers that may hold what the setup has made. */
  readonly hosts: Set<NodeId>;
  readonly call: CallShape;
  readonly console: ConsoleMode;
  readonly policy: JobPolicy;
  /** The task that has started it; absent: this program has. */
  readonly parent: JobParent | undefined;
  readonly parentSpan: ParentSpan | undefined;
  /** Tasks above it that wait for it. */
  readonly depth: number;
  /** Its tasks start jobs themselves, so each waits: two in one chunk would wait one for the other. */
  nests: boolean;
  itemBytes: number;
  /** Items added so far. */
  items: number;
  /** No more items will come. */
  ended: boolean;
  /** Items before it may be assigned. */
  windowEnd: number;
  /** A `need-items` is out and not answered. */
  pulling: boolean;
  readonly waiting: RangeSet;
  readonly suspects: Suspects[];
  /** Suspects that must have a worker to themselves. */
  readonly solitary: Suspects[];
  readonly faltered: Map<number, Faltered>;
  /** In the order of their time. */
  readonly resting: Resting[];
  /** Items that have settled or failed for good. */
  readonly resolved: RangeSet;
  /** Current attempts. */
  readonly attempts: Set<AttemptId>;
  /** Attempts taken from a silent worker, and copies: a result that comes from one is as good as any. */
  readonly relieved: Set<AttemptId>;
  /** Measured running time of an item, smoothed; undefined before the first chunk is done. */
  itemMs: number | undefined;
  /** Largest number of items a chunk may have by what has been measured so far. */
  chunkItemsMax: number;
  /** How long what has not started may wait at a worker, by what is known, while others have slots free. */
  patienceMs: number;
  /** When it fails unless a worker comes that could serve it. */
  unmatchedAt: number | undefined;
}

/** @param above the job whose task has started it, if one has: its priority is that of its jobs, unless they have their own. */
export function createJob(input: JobSubmitted, above: JobState | undefined): JobState {
  const priority = input.policy.priority ?? above?.policy.priority;
  const waiting = new RangeSet();
  waiting.add(0, input.items);
  return {
    id: input.job,
    code: input.code,
    setup: input.setup,
    parts: input.parts,
    hosts: new Set(),
    call: input.call,
    console: input.console,
    policy: priority === undefined ? input.policy : { ...input.policy, priority },
    parent: input.parent,
    parentSpan: input.parentSpan,
    depth: above === undefined ? 0 : above.depth + 1,
    nests: false,
    itemBytes: input.itemBytes,
    items: input.items,
    ended: input.ended,
    windowEnd: input.windowEnd,
    pulling: false,
    waiting,
    suspects: [],
    solitary: [],
    faltered: new Map(),
    resting: [],
    resolved: new RangeSet(),
    attempts: new Set(),
    relieved: new Set(),
    itemMs: undefined,
    chunkItemsMax: 1,
    patienceMs: RETRACT_AFTER_MS,
    unmatchedAt: undefined,
  };
}

/** Whether something could be assigned right now. */
export function hasWork(job: JobState): boolean {
  if (job.suspects.length > 0) return true;
  const { first } = job.waiting;
  return first !== undefined && first < job.windowEnd;
}

export function isFinished(job: JobState): boolean {
  return job.ended && job.resolved.size === job.items;
}

/** Takes the next group of suspects out, without those of its items that have resolved meanwhile. */
export function takeSuspects(job: JobState, groups: Suspects[]): Suspects | undefined {
  for (let suspects = groups.shift(); suspects !== undefined; suspects = groups.shift()) {
    const [open, ...others] = job.resolved.missing(suspects.first, suspects.end);
    for (const other of others) groups.push({ ...other, history: suspects.history });
    if (open !== undefined) return { ...open, history: suspects.history };
  }
  return undefined;
}

/** Shared by all chunks that nothing has happened to: they are kept by the thousand. */
const NO_HISTORY: readonly ItemLoss[] = [];

/** Takes the next chunk of at most `count` items out; suspects go first, each group as it is. */
export function takeChunk(job: JobState, count: number): Suspects | undefined {
  const suspects = job.suspects.length > 0 ? takeSuspects(job, job.suspects) : undefined;
  if (suspects !== undefined) return suspects;
  const { first, firstEnd } = job.waiting;
  if (first === undefined || firstEnd === undefined) return undefined;
  const end = Math.min(firstEnd, first + count, job.windowEnd);
  if (end <= first) return undefined;
  job.waiting.remove(first, end);
  return { first, end, history: NO_HISTORY };
}

/** Puts items back that have not run, or not to an end. Returns how many of them are still open. */
export function giveBack(job: JobState, first: number, end: number, history: readonly ItemLoss[]): number {
  let items = 0;
  for (const open of job.resolved.missing(first, end)) {
    items += open.end - open.first;
    if (history.length === 0) job.waiting.add(open.first, open.end);
    else if (needsSolitude(history, job.policy.lossesMax)) job.solitary.push({ ...open, history });
    else job.suspects.push({ ...open, history });
  }
  return items;
}

/** Notes that items have resolved; returns those of them that had not before. */
export function resolve(job: JobState, first: number, end: number): Range[] {
  const open = job.resolved.missing(first, end);
  for (const range of open) job.waiting.remove(range.first, range.end);
  job.resolved.add(first, end);
  return open;
}

/** Learns from a finished chunk how long an item takes and how large a chunk may be. */
export function measure(job: JobState, items: number, busyMs: number): void {
  if (items <= 0) return;
  const itemMs = busyMs / items;
  job.itemMs = job.itemMs === undefined ? itemMs : job.itemMs * 0.7 + itemMs * 0.3;
  job.chunkItemsMax = Math.max(job.chunkItemsMax, items * CHUNK_GROWTH);
}
