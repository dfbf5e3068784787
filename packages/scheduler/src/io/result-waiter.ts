/** Whoever waits for the next result of a job that is iterated. */
export interface ResultWaiter<R> {
  readonly resolve: (step: IteratorResult<R, undefined>) => void;
  readonly reject: (error: unknown) => void;
}
