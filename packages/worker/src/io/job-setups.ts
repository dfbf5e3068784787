import type { JobId, NodeId } from '@zfarm/cluster-core';
import { ownConsole } from './task-console.js';

/** How long a thread may take to dispose of what setups have made when it is needed elsewhere, or its worker stops, in ms. */
export const TEARDOWN_MS_MAX: number = 5000;

/** A job's setup has thrown, so none of its items can run in this thread. */
class SetupError extends Error {
  override readonly name = 'SetupError';

  constructor(worker: string, cause: unknown) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super(`The setup of this job failed on worker ${worker}: ${reason}`, { cause });
  }
}

/** The job of one client; others number theirs the same. */
export interface JobKey {
  readonly client: NodeId;
  readonly job: JobId;
}

/** In the thread: what the setups of jobs have made, until these end. */
export class JobSetups {
  readonly #worker: string;
  readonly #made: Map<string, unknown> = new Map();
  readonly #disposals: Set<Promise<void>> = new Set();

  constructor(worker: string) {
    this.#worker = worker;
  }

  has(job: JobKey): boolean {
    return this.#made.has(nameOf(job));
  }

  valueOf(job: JobKey): unknown {
    return this.#made.get(nameOf(job));
  }

  /** Runs a job's setup. One that fails is run again for the next item. */
  async make(job: JobKey, setup: () => unknown): Promise<void> {
    try {
      this.#made.set(nameOf(job), await setup());
    } catch (error) {
      throw new SetupError(this.#worker, error);
    }
  }

  /** Disposes of what the job's setup has made, if anything. */
  end(job: JobKey): void {
    this.#end(nameOf(job));
  }

  /** Disposes of everything; resolves when that is done, or has taken too long. */
  async endAll(): Promise<void> {
    for (const name of this.#made.keys()) this.#end(name);
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, TEARDOWN_MS_MAX);
    });
    await Promise.race([Promise.all(this.#disposals), tooLong]);
    clearTimeout(timer);
  }

  #end(name: string): void {
    const value = this.#made.get(name);
    if (!this.#made.delete(name)) return;
    const disposal = dispose(value).finally(() => this.#disposals.delete(disposal));
    this.#disposals.add(disposal);
  }
}

function nameOf({ client, job }: JobKey): string {
  return `${client} ${job}`;
}

/** Never rejects: the job is over, and nobody there who could be told but the worker. */
async function dispose(value: unknown): Promise<void> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return;
  const { [Symbol.asyncDispose]: later, [Symbol.dispose]: now } = value as Partial<
    AsyncDisposable & Disposable
  >;
  try {
    await (later ?? now)?.call(value);
  } catch (error) {
    ownConsole().error('zfarm: what a setup has made could not be disposed of:', error);
  }
}
