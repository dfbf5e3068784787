import { EventStream } from './event-stream.js';

interface Typed {
  readonly type: string;
}

type EventOf<Event extends Typed, Type extends Event['type']> = Extract<Event, { readonly type: Type }>;

/** Hands each event to the listeners of its type, in the order they came, then to every stream. */
export class EventHub<Event extends Typed> {
  readonly #listeners: Map<string, readonly ((event: Event) => void)[]> = new Map();
  readonly #streams: Set<EventStream<Event>> = new Set();
  #ended: boolean = false;

  /** Somebody listens. */
  get wanted(): boolean {
    return this.#listeners.size > 0 || this.#streams.size > 0;
  }

  on<Type extends Event['type']>(type: Type, listener: (event: EventOf<Event, Type>) => void): void {
    // It is called for events of its type only.
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener as (event: Event) => void]);
  }

  off<Type extends Event['type']>(type: Type, listener: (event: EventOf<Event, Type>) => void): void {
    const left = (this.#listeners.get(type) ?? []).filter((other) => other !== listener);
    if (left.length > 0) this.#listeners.set(type, left);
    else this.#listeners.delete(type);
  }

  emit(event: Event): void {
    for (const listener of this.#listeners.get(event.type) ?? []) {
      try {
        listener(event);
      } catch (error) {
        // Our own work goes on; the error surfaces as an uncaught exception, as from any event handler.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    for (const stream of this.#streams) stream.push(event);
  }

  stream(): EventStream<Event> {
    const stream = new EventStream<Event>((closed) => this.#streams.delete(closed));
    if (this.#ended) stream.end();
    else this.#streams.add(stream);
    return stream;
  }

  /** Nothing more comes: every stream ends behind what waits in it. */
  end(): void {
    this.#ended = true;
    for (const stream of this.#streams) stream.end();
    this.#streams.clear();
    this.#listeners.clear();
  }
}
