import { NESTED_SLICE_ITEMS_MAX } from './limits.js';

export interface NestedResultsOptions {
  readonly run: {
    iterate(): void;
    next(): Promise<IteratorResult<unknown, undefined>>;
  };
  /** How many results may be passed on to begin with. */
  readonly windowEnd: number;
  readonly slice: (values: readonly unknown[]) => void;
  /** Without an error: all results have been passed on. */
  readonly ended: (error: unknown) => void;
}

/** Passes the results of a job on to the task that waits for it, as far ahead as that can take them. */
export class NestedResults {
  readonly #options: NestedResultsOptions;
  #windowEnd: number;
  #passed: number = 0;
  #values: unknown[] = [];
  #abandoned: boolean = false;
  #moved: () => void = () => {};

  constructor(options: NestedResultsOptions) {
    this.#options = options;
    this.#windowEnd = options.windowEnd;
  }

  moveWindow(end: number): void {
    this.#windowEnd = Math.max(this.#windowEnd, end);
    this.#moved();
  }

  /** Nobody waits for it any more. */
  abandon(): void {
    this.#abandoned = true;
    this.#moved();
  }

  /** Resolves at the end of the job. */
  async pass(): Promise<void> {
    const { run, ended } = this.#options;
    run.iterate();
    try {
      for (let step = await run.next(); step.done !== true; step = await run.next()) {
        this.#add(step.value);
        while (this.#passed >= this.#windowEnd && !this.#abandoned) await this.#windowMoved();
      }
      this.#flush();
      if (!this.#abandoned) ended(undefined);
    } catch (error) {
      if (!this.#abandoned) ended(error);
    }
  }

  /** What comes in one turn goes together. */
  #add(value: unknown): void {
    if (this.#values.length === 0) setImmediate(() => this.#flush());
    this.#values.push(value);
    this.#passed += 1;
    if (this.#values.length >= NESTED_SLICE_ITEMS_MAX) this.#flush();
  }

  #flush(): void {
    const values = this.#values;
    if (values.length === 0) return;
    this.#values = [];
    if (!this.#abandoned) this.#options.slice(values);
  }

  #windowMoved(): Promise<void> {
    return new Promise((resolve) => {
      this.#moved = resolve;
    });
  }
}
