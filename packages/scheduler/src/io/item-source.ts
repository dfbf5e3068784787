import type { Payload } from '@zfarm/cluster-core';

/** Where the items of a job come from, and where they are kept until they have settled. */
export interface ItemSource {
  /** How many there are; undefined while that is not known. */
  readonly total: number | undefined;
  /** Rough size of a typical item; an iterable's gets better with each pull. */
  readonly itemBytes: number;
  /**
   * The items `[first, first + count)` as they travel.
   *
   * @throws UnshippableValueError that names the item.
   */
  encode(first: number, count: number): Payload;
  /** One item that has not settled, as it stands in the data. */
  item(index: number): unknown;
  /**
   * Fetches up to `count` more items; answered through the receiver it was made with, now or later, with one item at
   * least or the end. An answer waits while too much of what was fetched before has not been sent.
   */
  pull(count: number): void;
  /** The items are settled and need not be kept. */
  release(first: number, count: number): void;
  /** Nothing more is needed: lets go of the items and tells an iterator that it may clean up. */
  close(): void;
}

/** Who is told what a pull has brought. */
export interface ItemReceiver {
  /** `count` more items have come; `ended`: they were the last. */
  added(count: number, ended: boolean): void;
  /** The iterator threw. */
  broken(error: unknown): void;
}
