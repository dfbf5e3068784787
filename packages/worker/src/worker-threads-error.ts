/** The worker's threads do not come up. */
export class WorkerThreadsError extends Error {
  override readonly name = 'WorkerThreadsError';

  constructor(reason: string) {
    super(
      `The threads of this worker do not start: ${reason} Check maxHeapMb and the memory of this machine.`,
    );
  }
}
