import { type ContextPlace, ItemContext } from './item-context.js';
import type { RunOrder } from './thread-message.js';

/** In the thread: its stay at one item. The item's context is made for a task that asks for it; most do not. */
export class ItemVisit {
  readonly run: RunOrder;
  readonly item: number;
  readonly #place: ContextPlace;
  #context: ItemContext | undefined;

  constructor(place: ContextPlace, run: RunOrder, item: number) {
    this.#place = place;
    this.run = run;
    this.item = item;
  }

  get context(): ItemContext {
    this.#context ??= new ItemContext(this.#place, this.run, this.item);
    return this.#context;
  }

  /** The run may have been cancelled: who listens to the signal is told. */
  poll(): void {
    this.#context?.poll();
  }

  /** The item is over. */
  end(): void {
    this.#context?.end();
  }
}
