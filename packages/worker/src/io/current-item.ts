import { type ContextPlace, ItemContext } from './item-context.js';
import type { RunOrder } from './thread-message.js';

/** In the thread: the item under way. Its context is made for a task that asks for it; most do not. */
export class CurrentItem {
  readonly #place: ContextPlace;
  #run: RunOrder | undefined;
  #item = 0;
  #context: ItemContext | undefined;

  constructor(place: ContextPlace) {
    this.#place = place;
  }

  begin(run: RunOrder, item: number): void {
    this.#endContext();
    this.#run = run;
    this.#item = item;
  }

  end(): void {
    this.#endContext();
    this.#run = undefined;
  }

  /** Absent while the thread is at no item. */
  get context(): ItemContext | undefined {
    if (this.#run === undefined) return undefined;
    this.#context ??= new ItemContext(this.#place, this.#run, this.#item);
    return this.#context;
  }

  /** The run under way. */
  get run(): RunOrder | undefined {
    return this.#run;
  }

  /** A run has been cancelled, perhaps this one. */
  poll(): void {
    this.#context?.poll();
  }

  #endContext(): void {
    this.#context?.end();
    this.#context = undefined;
  }
}
