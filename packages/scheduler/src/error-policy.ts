import type { ItemError } from './errors.js';

/** The item that an `onError` callback is asked about. */
export interface FailedItem<T> {
  /** The item itself, as it stands in the data. */
  readonly item: T;
  /** Its position in the data. */
  readonly index: number;
  /** How often it has been tried. */
  readonly attempt: number;
}

/**
 * What becomes of an item that has failed: `retry` tries it once more, at once; `skip` leaves it out of the results; `fail`
 * ends the job with its error; `{ value }` stands in for its result.
 */
export type ErrorDecision<Value = unknown> = 'retry' | 'skip' | 'fail' | { readonly value: Value };

/** Asked about each item that has failed for good, its retries being used up; may take its time. */
export type ErrorHandler<T = never, Value = unknown> = (
  error: ItemError,
  failed: FailedItem<T>,
) => ErrorDecision<Value> | PromiseLike<ErrorDecision<Value>>;

/**
 * What a failing item means for its job. `fail` (default): it ends the job, and its siblings are cancelled. `collect`: it
 * settles for itself, and each result is one of `Promise.allSettled`. A function decides item by item.
 */
export type ErrorPolicy<T = never> = 'fail' | 'collect' | ErrorHandler<T>;

/**
 * What one result of a job is: an outcome if it collects them, else what the function yields or the handler puts in its place.
 * A mode that is not known for certain is that of a handler.
 */
export type ResultUnder<Mode, R, Value> = [Mode] extends ['collect'] ? PromiseSettledResult<R> : R | Value;
