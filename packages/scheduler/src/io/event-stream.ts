import { EVENTS_QUEUED_MAX } from './limits.js';

/**
 * Events from one call on, waiting to be iterated over. Nobody is held up by a slow reader: when 8,192 wait, the oldest is
 * dropped for each new one.
 */
export class EventStream<Event> implements AsyncIterableIterator<Event, undefined> {
  readonly #onClose: (stream: EventStream<Event>) => void;
  #queue: Event[] = [];
  #head: number = 0;
  #dropped: number = 0;
  #closed: boolean = false;
  #waiting: ((step: IteratorResult<Event, undefined>) => void)[] = [];

  constructor(onClose: (stream: EventStream<Event>) => void) {
    this.#onClose = onClose;
  }

  /** Events that the reader was too slow for. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Adds an event, for whoever iterates.
   *
   * @internal
   */
  push(event: Event): void {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) {
      waiting({ value: event, done: false });
      return;
    }
    this.#queue.push(event);
    if (this.#queue.length - this.#head <= EVENTS_QUEUED_MAX) return;
    this.#head += 1;
    this.#dropped += 1;
    this.#trim();
  }

  /** No more events come; those that wait can still be taken. */
  end(): void {
    this.#closed = true;
    for (const waiting of this.#waiting) waiting({ value: undefined, done: true });
    this.#waiting = [];
  }

  /** The next event, once there is one. */
  next(): Promise<IteratorResult<Event, undefined>> {
    if (this.#head < this.#queue.length) {
      const value = this.#queue[this.#head] as Event;
      this.#head += 1;
      this.#trim();
      return Promise.resolve({ value, done: false });
    }
    if (this.#closed) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** `break` in a `for await` comes here. */
  return(): Promise<IteratorResult<Event, undefined>> {
    this.#queue = [];
    this.#head = 0;
    this.end();
    this.#onClose(this);
    return Promise.resolve({ value: undefined, done: true });
  }

  /** Itself: a stream is iterated once. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  #trim(): void {
    if (2 * this.#head < this.#queue.length) return;
    this.#queue.splice(0, this.#head);
    this.#head = 0;
  }
}
