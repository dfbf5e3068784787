/** What a function with a second parameter is told about the item it works on. */
export interface TaskContext {
  /** Position of the item in the data. */
  readonly index: number;
  /** Number of the job at its client. */
  readonly job: number;
  /** Name of the worker. */
  readonly worker: string;
}
