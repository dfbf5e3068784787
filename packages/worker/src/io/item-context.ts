import type { TaskContext } from '@zfarm/cluster-core';
import { CancelSignal } from './cancel-signal.js';
import type { JobSetups } from './job-setups.js';
import type { ResultOutbox } from './result-outbox.js';
import type { StatusBuffer } from './status-buffer.js';
import { ownConsole, printingConsole, silentConsole } from './task-console.js';
import type { RunOrder } from './thread-message.js';

/** What the contexts of a thread's items have in common. */
export interface ContextPlace {
  readonly worker: string;
  readonly outbox: ResultOutbox;
  readonly status: StatusBuffer;
  readonly setups: JobSetups;
}

/** What a task may ask and tell about one item. When the item is over it goes silent, whoever still holds it. */
export class ItemContext implements TaskContext<unknown> {
  readonly index: number;
  readonly job: number;
  readonly attempt: number;
  readonly worker: string;
  /** Functions of their own, so that a task may take them out of the context. */
  readonly progress: (fraction: number) => void;
  readonly log: (...values: readonly unknown[]) => void;
  readonly #place: ContextPlace;
  readonly #run: RunOrder;
  #console: Console | undefined;
  #cancel: CancelSignal | undefined;
  #over = false;

  constructor(place: ContextPlace, run: RunOrder, item: number) {
    this.#place = place;
    this.#run = run;
    this.index = item;
    this.job = run.job;
    this.attempt = run.tries + 1;
    this.worker = place.worker;
    this.progress = (fraction) => this.#tellProgress(fraction);
    this.log = (...values) => this.console.log(...values);
  }

  get signal(): AbortSignal {
    this.#cancel ??= new CancelSignal(() => this.#stopReason());
    return this.#cancel.signal;
  }

  get setup(): unknown {
    return this.#place.setups.valueOf(this.#run);
  }

  /** Where the item prints to. */
  get console(): Console {
    this.#console ??= this.#open();
    return this.#console;
  }

  /** The run may have been cancelled: who listens to the signal is told. */
  poll(): void {
    this.#cancel?.poll();
  }

  end(): void {
    this.#over = true;
  }

  #stopReason(): DOMException | undefined {
    const { run, from, timeoutMs } = this.#run;
    const { status } = this.#place;
    if (this.#over) return undefined;
    if (status.isCancelled(run)) return new DOMException('The task was cancelled', 'AbortError');
    if (timeoutMs === undefined || !status.isExpired(run, this.index - from)) return undefined;
    return new DOMException(`The task ran longer than its limit of ${timeoutMs} ms`, 'TimeoutError');
  }

  #open(): Console {
    const { outbox } = this.#place;
    switch (this.#run.console) {
      case 'worker':
        return ownConsole();
      case 'ignore':
        return silentConsole();
      case 'forward':
        return printingConsole((stream, text) => {
          if (!this.#over) outbox.log(this.#run.run, this.index, stream, text);
        });
    }
  }

  #tellProgress(fraction: number): void {
    if (!(fraction >= 0 && fraction <= 1))
      throw new RangeError(`progress takes a fraction from 0 to 1, not ${String(fraction)}.`);
    if (!this.#over) this.#place.outbox.progress(this.#run.run, this.index, fraction);
  }
}
