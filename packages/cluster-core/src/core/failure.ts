/** Why a thread died under an item. */
export type DeathCause = 'exit' | 'out-of-memory' | 'uncaught-error' | 'time-limit' | 'ended';

/** An error of a task as it travels: plain data, made by the thread or by the worker on its behalf. */
export interface FailureRecord {
  /** As `Error.name`. */
  readonly name: string;
  /** As `Error.message`. */
  readonly message: string;
  /** As `Error.stack`, with the places of the program. */
  readonly stack?: string;
  /** Own enumerable fields other than the above, such as `code`; those that cannot travel are left out. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** As `Error.cause`. */
  readonly cause?: FailureRecord;
  /** For a value thrown that is no Error: the value itself, or its text if it cannot travel. */
  readonly thrown?: unknown;
  /** Set when the thread died: how. */
  readonly death?: DeathCause;
  /** For the death `exit`: the exit code. */
  readonly exitCode?: number;
}
