import { encodeList, type Payload, UnshippableValueError } from '@zfarm/cluster-core';
import type { ItemReceiver, ItemSource } from './item-source.js';
import { ITEM_BYTES_UNKNOWN, PULL_SLICE_MS } from './limits.js';

type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

/** Items pulled from an iterable or async iterable as they are needed, and kept until they have settled. */
export class StreamSource implements ItemSource {
  readonly itemBytes: number = ITEM_BYTES_UNKNOWN;
  readonly #data: Iterable<unknown> | AsyncIterable<unknown>;
  readonly #receiver: ItemReceiver;
  readonly #items: Map<number, unknown> = new Map();
  #iterator: AnyIterator | undefined;
  /** Items pulled so far. */
  #end: number = 0;
  /** Of these, the ones not reported yet. */
  #fresh: number = 0;
  /** Items that the open request still has room for. */
  #room: number = 0;
  #requested: boolean = false;
  #pumping: boolean = false;
  #ended: boolean = false;
  /** All items there are, once the iterator has said so. */
  #total: number | undefined;

  constructor(data: Iterable<unknown> | AsyncIterable<unknown>, receiver: ItemReceiver) {
    this.#data = data;
    this.#receiver = receiver;
  }

  get total(): number | undefined {
    return this.#total;
  }

  encode(first: number, count: number): Payload {
    const values: unknown[] = [];
    for (let item = first; item < first + count; item += 1) values.push(this.#items.get(item));
    try {
      return encodeList(values, 0, count);
    } catch (error) {
      throw error instanceof UnshippableValueError ? countedFrom(first, error) : error;
    }
  }

  pull(count: number): void {
    this.#requested = true;
    this.#room = count;
    try {
      if (Symbol.asyncIterator in this.#data) {
        this.#iterator ??= this.#data[Symbol.asyncIterator]();
        if (this.#fresh > 0 || this.#ended) this.#report();
        else if (!this.#pumping) void this.#pump(this.#iterator as AsyncIterator<unknown>);
      } else {
        this.#iterator ??= this.#data[Symbol.iterator]();
        this.#pullNow(this.#iterator as Iterator<unknown>);
      }
    } catch (error) {
      this.#break(error);
    }
  }

  release(first: number, count: number): void {
    for (let item = first; item < first + count; item += 1) this.#items.delete(item);
  }

  close(): void {
    this.#items.clear();
    if (this.#ended) return;
    this.#ended = true;
    this.#requested = false;
    // It may be in the middle of next() and answer never: nobody waits for that.
    void returnQuietly(this.#iterator);
  }

  #pullNow(iterator: Iterator<unknown>): void {
    const until = performance.now() + PULL_SLICE_MS;
    while (this.#room > 0 && !this.#ended) {
      this.#take(iterator.next());
      if (performance.now() > until) break;
    }
    this.#report();
  }

  async #pump(iterator: AsyncIterator<unknown>): Promise<void> {
    this.#pumping = true;
    try {
      while (this.#room > 0 && !this.#ended) {
        this.#take(await iterator.next());
        // What comes in one turn is reported together; a slow iterator's item goes at the end of its turn.
        if (this.#fresh === 1 && !this.#ended) setImmediate(() => this.#report());
      }
    } catch (error) {
      this.#break(error);
    }
    this.#pumping = false;
    this.#report();
  }

  #take(step: IteratorResult<unknown>): void {
    if (this.#ended) return;
    if (step.done === true) {
      this.#ended = true;
      this.#total = this.#end;
      return;
    }
    this.#items.set(this.#end, step.value);
    this.#end += 1;
    this.#fresh += 1;
    this.#room -= 1;
  }

  #report(): void {
    if (!this.#requested || (this.#fresh === 0 && !this.#ended)) return;
    const count = this.#fresh;
    this.#requested = false;
    this.#fresh = 0;
    this.#room = 0;
    this.#receiver.added(count, this.#ended);
  }

  #break(error: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#requested = false;
    this.#receiver.broken(error);
  }
}

/** Inside an encoded list items count from 0; the user counts from the start of the data. */
function countedFrom(first: number, error: UnshippableValueError): UnshippableValueError {
  const path = error.path.replace(/^item (\d+)/, (_, index: string) => `item ${Number(index) + first}`);
  return new UnshippableValueError(path, error.why, error.remedy);
}

async function returnQuietly(iterator: AnyIterator | undefined): Promise<void> {
  try {
    await iterator?.return?.();
  } catch {
    // The job is over: an error of the clean-up has no one to go to.
  }
}
