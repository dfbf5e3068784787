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
  /** Attempts: chunks of items handed to a worker, again for each time. */
  readonly chunks: number;
  /** Items that were given to another worker because theirs was lost or silent, or an attempt was called off. */
  readonly requeues: number;
  /** Items that a worker has handed back unstarted, since another had a slot free, or since it drained. */
  readonly retracted: number;
  /** How often an item threw or took too long. */
  readonly failures: number;
  /** How often a thread died under an item. */
  readonly deaths: number;
  /** Items tried again, whatever they had failed of. */
  readonly retries: number;
  /** Items of an idempotent job that were run a second time because they took long, and those that this settled. */
  readonly copies: { readonly run: number; readonly won: number };
  /** From the call to the first chunk that left: the function was bundled, others went first, or nobody was there. */
  readonly queuedMs: number;
  /** Slot time that the chunks took which have come to their end. */
  readonly busyMs: number;
  /** Time since the job was submitted, up to its end. */
  readonly elapsedMs: number;
  /** Encoded size of the items sent, again for each attempt, and of the results received. */
  readonly bytes: { readonly sent: number; readonly received: number };
}
