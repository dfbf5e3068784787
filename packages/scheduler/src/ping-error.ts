/** A worker has not answered a ping: it is not here, was lost, or took too long. */
export class PingError extends Error {
  override readonly name = 'PingError';
  readonly code = 'ZFARM_PING';
  /** As it was named in the call. */
  readonly worker: string;

  constructor(worker: string, why: string) {
    super(`The worker ${worker} ${why}. cluster.workers() says who is here.`);
    this.worker = worker;
  }
}
