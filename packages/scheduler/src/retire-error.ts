/** A worker was asked to leave and has not: it is not here, or has not left in time. */
export class RetireError extends Error {
  override readonly name = 'RetireError';
  readonly code = 'ZFARM_RETIRE';
  /** As it was named in the call. */
  readonly worker: string;

  constructor(worker: string, why: string) {
    super(`The worker ${worker} ${why}`);
    this.worker = worker;
  }
}
