import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type Mapper, rangesOf } from '../jobs/benchmark-job.js';
import {
  type Contender,
  type JobRun,
  ownCpuMs,
  type RunnableJob,
  type RunningContender,
  runBy,
} from './contender.js';

/** Shares of the items for each thread: as many as even out what is unlike, few enough to cost little. */
const SHARES_PER_THREAD = 16;

/** What one thread is asked to do, and what it answers. */
export interface Share {
  readonly id: number;
  readonly work: string;
  readonly items: readonly unknown[];
}

export type ShareAnswer =
  | { readonly id: number; readonly results: readonly unknown[] }
  | { readonly id: number; readonly failure: string };

/** `worker_threads` by hand: code that each thread has loaded, items in shares by `postMessage`. What zfarm is beside nothing. */
export function threads(count: number): Contender {
  return {
    name: 'threads',
    title: `${count} bare worker_threads, items in shares by postMessage`,
    kind: 'local',
    missing: async () => undefined,
    start: async () => {
      const pool = Array.from(
        { length: count },
        () => new Worker(new URL('./share-thread.js', import.meta.url)),
      );
      await Promise.all(pool.map((thread) => once(thread, 'online')));
      return new ThreadPool(pool);
    },
  };
}

class ThreadPool implements RunningContender {
  readonly #threads: readonly Worker[];
  readonly #idle: Worker[];
  readonly #waiting: ((thread: Worker) => void)[] = [];
  readonly #answers: Map<number, (answer: ShareAnswer) => void> = new Map();
  #shares: number = 0;

  constructor(threads: readonly Worker[]) {
    this.#threads = threads;
    this.#idle = [...threads];
    for (const thread of threads) {
      thread.on('message', (answer: ShareAnswer) => {
        this.#answers.get(answer.id)?.(answer);
        this.#answers.delete(answer.id);
        this.#release(thread);
      });
    }
  }

  readonly map: Mapper = async <Item, Result>(work: (item: Item) => Result, items: readonly Item[]) => {
    const shares = rangesOf(items.length, this.#threads.length * SHARES_PER_THREAD);
    const results = await Promise.all(
      shares.map(({ from, to }) => this.#run(work.name, items.slice(from, to))),
    );
    return results.flat() as Awaited<Result>[];
  };

  async submit<Item, Result>(work: (item: Item) => Result, item: Item): Promise<Awaited<Result>> {
    const [result] = await this.#run(work.name, [item]);
    return result as Awaited<Result>;
  }

  run(job: RunnableJob): Promise<JobRun> {
    return runBy(this, job);
  }

  async cpuMs(): Promise<number> {
    return ownCpuMs();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  async #run(work: string, items: readonly unknown[]): Promise<readonly unknown[]> {
    const thread = this.#idle.pop() ?? (await new Promise<Worker>((give) => this.#waiting.push(give)));
    this.#shares += 1;
    const share: Share = { id: this.#shares, work, items };
    const answered = new Promise<ShareAnswer>((resolve) => this.#answers.set(share.id, resolve));
    thread.postMessage(share);
    const answer = await answered;
    if ('failure' in answer) throw new Error(answer.failure);
    return answer.results;
  }

  #release(thread: Worker): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(thread);
    else next(thread);
  }
}
