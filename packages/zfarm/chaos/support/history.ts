/** When: monotonic milliseconds, the same for all processes of one machine. */
interface Moment {
  readonly at: number;
}

/** What the client has seen of an item. */
export type ClientEvent =
  | (Moment & { readonly kind: 'submitted'; readonly item: number })
  | (Moment & { readonly kind: 'settled'; readonly item: number; readonly right: boolean })
  | (Moment & { readonly kind: 'failed'; readonly item: number; readonly failure: Failure });

/** What the function itself has written down, in the process of the worker. */
export type TaskEvent = Moment & {
  readonly kind: 'started' | 'ended';
  readonly item: number;
  readonly worker: string;
};

/**
 * What was done to a worker. `until`: when the last trace of it may show: its process is gone, or the worker, thawed or
 * connected again, has had time to hear what others did meanwhile.
 */
export type FaultEvent = Moment & {
  readonly kind: 'fault';
  readonly what: 'killed' | 'frozen' | 'cut';
  readonly worker: string;
  readonly until: number;
};

export type HistoryEvent = ClientEvent | TaskEvent | FaultEvent;

/** The error of an item, as its client got it. */
export interface Failure {
  readonly name: string;
  readonly attempts: number;
  /** How each thread or worker died under it. */
  readonly deaths: readonly string[];
}

export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
