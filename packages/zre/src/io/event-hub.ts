import type { ZreEvent, ZreEventOf, ZreEventType } from '../events.js';
import { EventStream } from './event-stream.js';

type Listener = (event: ZreEvent) => void;

/** Hands each event to the listeners of its type, in the order they came, then to every stream. */
export class EventHub {
  readonly #listeners = new Map<ZreEventType, readonly Listener[]>();
  readonly #streams = new Set<EventStream>();
  readonly #onFull: (full: boolean) => void;
  #fullStreams = 0;
  #ended = false;

  /** @param onFull called with true when a stream has too much waiting, with false once none has */
  constructor(onFull: (full: boolean) => void) {
    this.#onFull = onFull;
  }

  on<Type extends ZreEventType>(type: Type, listener: (event: ZreEventOf<Type>) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener as Listener]);
  }

  off<Type extends ZreEventType>(type: Type, listener: (event: ZreEventOf<Type>) => void): void {
    const left = (this.#listeners.get(type) ?? []).filter((other) => other !== listener);
    this.#listeners.set(type, left);
  }

  emit(event: ZreEvent): void {
    for (const listener of this.#listeners.get(event.type) ?? []) {
      try {
        listener(event);
      } catch (error) {
        // The node's own work goes on; the error surfaces as an uncaught exception, as from any event handler.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    for (const stream of this.#streams) stream.push(event);
    if (event.type === 'stop') this.#end();
  }

  stream(): EventStream {
    const stream = new EventStream({
      onFull: (full) => this.#countFull(full),
      onClose: (closed) => this.#streams.delete(closed),
    });
    if (this.#ended) stream.end();
    else this.#streams.add(stream);
    return stream;
  }

  #end(): void {
    this.#ended = true;
    for (const stream of this.#streams) stream.end();
    this.#streams.clear();
  }

  #countFull(full: boolean): void {
    const before = this.#fullStreams;
    this.#fullStreams += full ? 1 : -1;
    if (before === 0 || this.#fullStreams === 0) this.#onFull(full);
  }
}
