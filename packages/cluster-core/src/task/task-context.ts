/** What a task may ask and tell while it works on an item. */
export interface TaskContext<Setup = undefined> {
  /** Position of the item in the data; of a submitted task, its number among those of its function. */
  readonly index: number;
  /** Number of the job at its client. */
  readonly job: number;
  /** 1 for the first try of the item; one more for each failure and each death under it. */
  readonly attempt: number;
  /** Name of the worker. */
  readonly worker: string;
  /**
   * Aborted when the job is cancelled; a task that goes on for longer than the worker's grace (1 s) after that loses its
   * thread. A loop that never awaits may poll `signal.aborted`.
   */
  readonly signal: AbortSignal;
  /** What the job's `setup` has made in this thread. */
  readonly setup: Setup;
  /**
   * Tells the submitter how far this item has come.
   *
   * @param fraction from 0 to 1.
   * @throws RangeError for any other number.
   */
  readonly progress: (fraction: number) => void;
  /** Prints like `console.log`, whatever has become of the console. */
  readonly log: (...values: readonly unknown[]) => void;
}

/** `taskContext()` was called where no task runs. */
export class TaskContextError extends Error {
  override readonly name = 'TaskContextError';
  readonly code = 'ZFARM_TASK_CONTEXT';

  constructor() {
    super(
      'taskContext() and jobs of tasks speak of the task under way, and none runs here: ' +
        'call it inside a function that was given to runOnCluster, map or submit.',
    );
  }
}

type Provider = () => TaskContext<unknown> | undefined;

/** Registered, so that every copy of this module in a thread finds the same one, also one that travelled with a function. */
const PROVIDER = Symbol.for('zfarm.taskContext');

/**
 * The context of the task that this thread works on, from anywhere inside it, also after an `await`. Work that a task
 * has left behind without awaiting it finds the context of whatever runs there then, or none.
 *
 * @throws TaskContextError outside of a task.
 */
export function taskContext<Setup = undefined>(): TaskContext<Setup> {
  const provider = (globalThis as { [PROVIDER]?: Provider })[PROVIDER];
  const context = provider?.();
  if (context === undefined) throw new TaskContextError();
  // Whoever calls it knows what the job's setup makes.
  return context as TaskContext<Setup>;
}

/** For a worker's thread: where `taskContext()` gets its answer. */
export function provideTaskContext(provider: Provider): void {
  (globalThis as { [PROVIDER]?: Provider })[PROVIDER] = provider;
}
