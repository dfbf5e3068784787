/** How far a job has come, in items. */
export interface JobProgress {
  /** Settled with a result. */
  readonly done: number;
  /** Settled with an error, or left out because of one. */
  readonly failed: number;
  /** Handed to a worker and not settled yet. */
  readonly running: number;
  /** Sum of the fractions, from 0 to 1, that running items have told by `context.progress`. */
  readonly partial: number;
  /** All items; absent while an iterable has not ended. */
  readonly total?: number;
}

/** What a job has cost and who did it. */
export interface JobStats {
  /** Items settled. */
  readonly items: number;
  /** Items settled by each worker, by its name; where several have the same one, `name (first digits of the id)`. */
  readonly workers: Readonly<Record<string, number>>;
  /** Items that were given to another worker because theirs was lost. */
  readonly requeues: number;
  /** Items tried again because the function threw. */
  readonly retries: number;
  /** Items of an idempotent job that were run a second time because they took long, and those that this settled. */
  readonly copies: { readonly run: number; readonly won: number };
  /** Time since the job was submitted, up to its end. */
  readonly elapsedMs: number;
  /** Encoded size of the items sent, again for each attempt, and of the results received. */
  readonly bytes: { readonly sent: number; readonly received: number };
}
