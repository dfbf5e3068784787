/** The node that owned the queue has left, died or was cut off: the queue and all that was in it is gone. */
export class QueueLostError extends Error {
  override readonly name = 'QueueLostError';
  readonly code = 'ZFARM_QUEUE_LOST';
  /** Name of the queue. */
  readonly queue: string;

  constructor(queue: string) {
    super(
      `The queue '${queue}' is lost: the program that owned it is gone, with the items that were in it. ` +
        `queue('${queue}') finds the next one of that name, or makes it.`,
    );
    this.queue = queue;
  }
}

/** The queue was closed: it takes no more items, and all that were there have been taken. */
export class QueueClosedError extends Error {
  override readonly name = 'QueueClosedError';
  readonly code = 'ZFARM_QUEUE_CLOSED';
  /** Name of the queue. */
  readonly queue: string;

  constructor(queue: string) {
    super(`The queue '${queue}' is closed, for as long as its owner is there: use another name.`);
    this.queue = queue;
  }
}
