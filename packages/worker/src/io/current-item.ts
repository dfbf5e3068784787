import type { ContextPlace, ItemContext } from './item-context.js';
import { ItemVisit } from './item-visit.js';
import type { RunOrder } from './thread-message.js';

/** In the thread: the item under way. */
export class CurrentItem {
  readonly #place: ContextPlace;
  #visit: ItemVisit | undefined;

  constructor(place: ContextPlace) {
    this.#place = place;
  }

  begin(run: RunOrder, item: number): ItemVisit {
    this.#visit?.end();
    this.#visit = new ItemVisit(this.#place, run, item);
    return this.#visit;
  }

  /** The item is over. */
  end(): void {
    this.#visit?.end();
    this.#visit = undefined;
  }

  /** The item waits for jobs of its own: the thread is at none. */
  leave(): void {
    this.#visit = undefined;
  }

  /** The thread is at an item again that it had left. */
  resume(visit: ItemVisit): void {
    this.#visit = visit;
  }

  /** Absent while the thread is at no item. */
  get context(): ItemContext | undefined {
    return this.#visit?.context;
  }

  /** A run has been cancelled, perhaps this one. */
  poll(): void {
    this.#visit?.poll();
  }
}
