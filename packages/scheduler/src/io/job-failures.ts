import type { Verdict } from '../core/scheduler-input.js';
import type { ItemError } from '../errors.js';
import type { FailureJudge, Judgement } from './failure-judge.js';

export interface JobFailuresOptions {
  readonly judge: FailureJudge;
  readonly itemAt: (index: number) => unknown;
  readonly answer: (item: number, verdict: Verdict) => void;
  /** What was asked has thrown: the job cannot go on. */
  readonly broken: (error: unknown) => void;
}

/** Puts a job's failures before its judge, and keeps what is to stand in for results until that counts. */
export class JobFailures {
  readonly #options: JobFailuresOptions;
  readonly #instead: Map<number, { readonly value: unknown }> = new Map();

  constructor(options: JobFailuresOptions) {
    this.#options = options;
  }

  faltered(item: number, error: ItemError, final: boolean): void {
    const { judge, itemAt, broken } = this.#options;
    try {
      const judgement = judge.judge(error, final, itemAt);
      if (judgement instanceof Promise) judgement.then((decided) => this.#answer(item, decided), broken);
      else this.#answer(item, judgement);
    } catch (thrown) {
      broken(thrown);
    }
  }

  /** What stands in for the result of an item that was given one; absent: it is left out. */
  take(item: number): { readonly value: unknown } | undefined {
    const instead = this.#instead.get(item);
    this.#instead.delete(item);
    return instead;
  }

  /** The item has settled after all: a verdict that comes too late changes nothing. */
  forget(first: number, count: number): void {
    if (this.#instead.size === 0) return;
    for (let item = first; item < first + count; item += 1) this.#instead.delete(item);
  }

  #answer(item: number, { verdict, instead }: Judgement): void {
    if (instead !== undefined) this.#instead.set(item, instead);
    this.#options.answer(item, verdict);
  }
}
