import { encodeList, type Payload, UnshippableValueError } from '@zfarm/cluster-core';
import type { ItemReceiver, ItemSource } from './item-source.js';
import { AHEAD_BYTES_MAX, ITEM_BYTES_COUNTED, ITEM_BYTES_UNKNOWN, PULL_SLICE_MS } from './limits.js';
import { valueWeight } from './value-weight.js';

type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

/**
 * Items pulled from an iterable or async iterable as they are needed, and kept until they have settled. While those
 * that have not been sent yet weigh more than `AHEAD_BYTES_MAX`, no more are pulled. Those that have been sent are
 * bounded by the slots there are; to count them too would leave slots idle where items are large.
 */
export class StreamSource implements ItemSource {
  readonly #data: Iterable<unknown> | AsyncIterable<unknown>;
  readonly #receiver: ItemReceiver;
  readonly #items: Map<number, unknown> = new Map();
  /** What each item weighs that has not been sent yet, light ones left out. */
  readonly #unsent: Map<number, number> = new Map();
  #unsentBytes: number = 0;
  /** What all items pulled so far weigh. */
  #pulledBytes: number = 0;
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

  get itemBytes(): number {
    return this.#end === 0 ? ITEM_BYTES_UNKNOWN : Math.ceil(this.#pulledBytes / this.#end);
  }

  /** Enough waits to be sent. */
  get #full(): boolean {
    return this.#unsentBytes > AHEAD_BYTES_MAX;
  }

  encode(first: number, count: number): Payload {
    const values: unknown[] = [];
    for (let item = first; item < first + count; item += 1) values.push(this.#items.get(item));
    this.#lighten(first, count);
    try {
      return encodeList(values, 0, count);
    } catch (error) {
      throw error instanceof UnshippableValueError ? countedFrom(first, error) : error;
    }
  }

  item(index: number): unknown {
    return this.#items.get(index);
  }

  pull(count: number): void {
    this.#requested = true;
    this.#room = count;
    if (this.#fresh > 0 || this.#ended) this.#report();
    else this.#resume();
  }

  release(first: number, count: number): void {
    for (let item = first; item < first + count; item += 1) this.#items.delete(item);
    this.#lighten(first, count);
  }

  close(): void {
    this.#items.clear();
    this.#unsent.clear();
    if (this.#ended) return;
    this.#ended = true;
    this.#requested = false;
    // It may be in the middle of next() and answer never: nobody waits for that.
    void returnQuietly(this.#iterator);
  }

  /** The items wait no longer: a request that was held back for them goes on. */
  #lighten(first: number, count: number): void {
    if (this.#unsent.size === 0) return;
    for (let item = first; item < first + count; item += 1) {
      this.#unsentBytes -= this.#unsent.get(item) ?? 0;
      this.#unsent.delete(item);
    }
    // Not at once: whoever sends or settles items is not to find the user's iterator at work in between.
    if (this.#requested) queueMicrotask(() => this.#resume());
  }

  /** Works on the open request, if there is one and it need not wait. */
  #resume(): void {
    if (!this.#requested || this.#ended || this.#pumping || this.#full) return;
    try {
      if (Symbol.asyncIterator in this.#data) {
        this.#iterator ??= this.#data[Symbol.asyncIterator]();
        void this.#pump(this.#iterator as AsyncIterator<unknown>);
      } else {
        this.#iterator ??= this.#data[Symbol.iterator]();
        this.#pullNow(this.#iterator as Iterator<unknown>);
      }
    } catch (error) {
      this.#break(error);
    }
  }

  #pullNow(iterator: Iterator<unknown>): void {
    const until = performance.now() + PULL_SLICE_MS;
    while (this.#room > 0 && !this.#ended && !this.#full) {
      this.#take(iterator.next());
      if (performance.now() > until) break;
    }
    this.#report();
  }

  async #pump(iterator: AsyncIterator<unknown>): Promise<void> {
    this.#pumping = true;
    try {
      while (this.#room > 0 && !this.#ended && !this.#full) {
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
    const bytes = weigh(step.value);
    this.#items.set(this.#end, step.value);
    this.#pulledBytes += bytes;
    if (bytes >= ITEM_BYTES_COUNTED) {
      this.#unsent.set(this.#end, bytes);
      this.#unsentBytes += bytes;
    }
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

function weigh(item: unknown): number {
  try {
    return valueWeight(item, AHEAD_BYTES_MAX);
  } catch {
    // One of its getters throws: that is told when it is to be sent.
    return 0;
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
