/** Something that is to happen at a time. */
export interface ScheduledEvent {
  readonly at: number;
  /** Decides among equal times: who was scheduled first goes first. */
  readonly order: number;
  readonly action: () => void;
  cancelled: boolean;
}

/** A binary heap by time, stable for equal times. */
export class EventQueue {
  readonly #heap: ScheduledEvent[] = [];
  #scheduled: number = 0;

  add(at: number, action: () => void): ScheduledEvent {
    this.#scheduled += 1;
    const event: ScheduledEvent = { at, order: this.#scheduled, action, cancelled: false };
    this.#heap.push(event);
    this.#rise(this.#heap.length - 1);
    return event;
  }

  /** Takes the next event that was not cancelled, if it is due by `until`. */
  take(until: number = Number.POSITIVE_INFINITY): ScheduledEvent | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || first.at > until) return undefined;
      const last = this.#heap.pop();
      if (last === undefined) return undefined;
      if (this.#heap.length > 0) {
        this.#heap[0] = last;
        this.#sink();
      }
      if (!first.cancelled) return first;
    }
  }

  #rise(from: number): void {
    const heap = this.#heap;
    const event = heap[from] as ScheduledEvent;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      const above = heap[parent] as ScheduledEvent;
      if (!isBefore(event, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  #sink(): void {
    const heap = this.#heap;
    const event = heap[0] as ScheduledEvent;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, heap[child] as ScheduledEvent)) child += 1;
      const below = heap[child] as ScheduledEvent;
      if (!isBefore(below, event)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = event;
  }
}

function isBefore(a: ScheduledEvent, b: ScheduledEvent): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
