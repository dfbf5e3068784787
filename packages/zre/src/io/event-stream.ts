import { limits } from '../core/limits.js';
import type { ZreEvent } from '../events.js';

interface EventStreamOptions {
  /** Called when more waits than may, and again (with false) once half of it is taken. */
  readonly onFull: (full: boolean) => void;
  readonly onClose: (stream: EventStream) => void;
}

/** The events of a node from one call of `events()` on, waiting to be iterated over. */
export class EventStream implements AsyncIterableIterator<ZreEvent, undefined> {
  readonly #options: EventStreamOptions;
  #queue: ZreEvent[] = [];
  #head = 0;
  #bytes = 0;
  #full = false;
  #closed = false;
  #waiting: ((result: IteratorResult<ZreEvent, undefined>) => void)[] = [];

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  push(event: ZreEvent): void {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) {
      waiting({ value: event, done: false });
      return;
    }
    this.#queue.push(event);
    this.#bytes += contentBytes(event);
    this.#noteFill();
  }

  /** No more events come; those that wait can still be taken. */
  end(): void {
    this.#closed = true;
    for (const waiting of this.#waiting) waiting({ value: undefined, done: true });
    this.#waiting = [];
  }

  next(): Promise<IteratorResult<ZreEvent, undefined>> {
    const value = this.#take();
    if (value !== undefined) return Promise.resolve({ value, done: false });
    if (this.#closed) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** `break` in a `for await` comes here: the node forgets this stream. */
  return(): Promise<IteratorResult<ZreEvent, undefined>> {
    this.#queue = [];
    this.#head = 0;
    this.#bytes = 0;
    this.end();
    this.#noteFill();
    this.#options.onClose(this);
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #take(): ZreEvent | undefined {
    const event = this.#queue[this.#head];
    if (event === undefined) return undefined;
    this.#head += 1;
    this.#bytes -= contentBytes(event);
    if (2 * this.#head >= this.#queue.length) {
      this.#queue.splice(0, this.#head);
      this.#head = 0;
    }
    this.#noteFill();
    return event;
  }

  #noteFill(): void {
    const length = this.#queue.length - this.#head;
    const fill = Math.max(length / limits.queuedEventsMax, this.#bytes / limits.queuedEventBytesMax);
    const full = this.#full ? fill > 0.5 : fill >= 1;
    if (full === this.#full) return;
    this.#full = full;
    this.#options.onFull(full);
  }
}

function contentBytes(event: ZreEvent): number {
  if (event.type !== 'whisper' && event.type !== 'shout') return 0;
  return event.content.reduce((sum, frame) => sum + frame.length, 0);
}
