import type { ContextPlace, ItemContext } from './item-context.js';
import { ItemVisit } from './item-visit.js';
import type { RunOrder } from './thread-message.js';

/** In the thread: the item under way. Its visit is made when somebody asks for it: most items are over before. */
export class CurrentItem {
  readonly #place: ContextPlace;
  #run: RunOrder | undefined;
  #item = 0;
  #visit: ItemVisit | undefined;

  constructor(place: ContextPlace) {
    this.#place = place;
  }

  begin(run: RunOrder, item: number): void {
    this.end();
    this.#run = run;
    this.#item = item;
  }

  /** The item is over. */
  end(): void {
    if (this.#visit !== undefined) this.#visit.end();
    this.leave();
  }

  /** The item waits for jobs of its own: the thread is at none. */
  leave(): void {
    this.#visit = undefined;
    this.#run = undefined;
  }

  /** The thread is at an item again that it had left. */
  resume(visit: ItemVisit): void {
    this.#visit = visit;
  }

  /** Absent while the thread is at no item. */
  get visit(): ItemVisit | undefined {
    if (this.#run !== undefined) this.#visit ??= new ItemVisit(this.#place, this.#run, this.#item);
    return this.#visit;
  }

  /** Absent while the thread is at no item. */
  get context(): ItemContext | undefined {
    return this.visit?.context;
  }

  /** A run has been cancelled, perhaps this one. */
  poll(): void {
    this.#visit?.poll();
  }
}
