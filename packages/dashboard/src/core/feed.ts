/** What the server tells the pages: all of it at first, then what is new. Plain data that travels as JSON. */

/** A node of the cluster. `no` is its number here, shorter than its id and never used twice. */
export interface FeedNode {
  readonly no: number;
  readonly id: string;
  readonly name: string;
  readonly role: 'worker' | 'client' | 'observer';
  readonly address: string;
  /** Of a worker. */
  readonly capacity?: {
    readonly slots: number;
    readonly memoryBytes: number;
    readonly platform: string;
    readonly nodeVersion: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly resources: Readonly<Record<string, number>>;
  };
  readonly load?: {
    readonly busySlots: number;
    readonly queuedAttempts: number;
    readonly itemsDone: number;
    readonly itemsFailed: number;
    readonly draining: boolean;
    readonly rssBytes: number;
    readonly heapBytes: number;
  };
}

/** `lost`: its client has gone; `ended`: nobody has said how. */
export type FeedOutcome = 'completed' | 'failed' | 'cancelled' | 'lost' | 'ended';

export interface FeedJob {
  /** Number of its client, and its own there. */
  readonly client: number;
  readonly job: number;
  readonly clientName: string;
  readonly name: string;
  readonly done: number;
  readonly failed: number;
  readonly running: number;
  readonly total?: number;
  readonly startedAt: number;
  /** When it was told of, or ended. */
  readonly at: number;
  readonly outcome?: FeedOutcome;
}

/** A chunk: number of the worker, number of the function's name, when it began, slot time in ms, items, failed items. */
export type FeedSpan = readonly [
  worker: number,
  name: number,
  at: number,
  busyMs: number,
  items: number,
  failed: number,
];

export interface FeedFault {
  readonly no: number;
  readonly at: number;
  readonly clientName: string;
  readonly job: number;
  readonly jobName: string;
  readonly worker: string;
  readonly item: number;
  readonly attempts: number;
  readonly final: boolean;
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

export type FeedMood = 'plain' | 'good' | 'warning' | 'bad';

export interface FeedLine {
  readonly no: number;
  readonly at: number;
  readonly mood: FeedMood;
  readonly text: string;
}

/** Number of the worker, busy slots, memory in bytes, items per second. */
export type FeedSample = readonly [
  worker: number,
  busySlots: number,
  rssBytes: number,
  itemsPerSecond: number,
];

/** Samples of one moment. */
export interface FeedSamples {
  readonly at: number;
  readonly of: readonly FeedSample[];
}

/** Times are in ms since 1970 by the server's clock. */
export interface Feed {
  readonly at: number;
  /** Begin anew with this: it is all there is. */
  readonly reset?: { readonly cluster: string; readonly since: number };
  readonly nodes?: readonly FeedNode[];
  readonly gone?: readonly number[];
  readonly jobs?: readonly FeedJob[];
  readonly names?: readonly (readonly [number, string])[];
  readonly spans?: readonly FeedSpan[];
  /** Each of the spans stands for so many, if not for one. */
  readonly every?: number;
  readonly faults?: readonly FeedFault[];
  /** Failures that were told without a stack, since the server looks on. */
  readonly moreFaults?: number;
  readonly lines?: readonly FeedLine[];
  readonly samples?: readonly FeedSamples[];
}
