/** Where the bytes of big values that come are put, and what becomes of memory that is not needed any more. */
export interface ValueMemory {
  /** So many bytes, of an ArrayBuffer of their own, all of which will be written before anyone reads them. */
  make(bytes: number): Uint8Array;
  /** The frame is the memory of a value from now on: as one that may be given to a thread, where it takes no copy to make it so. */
  adopt(frame: Uint8Array): Uint8Array;
  /** The frame has been copied: nobody will look at it again. */
  release(frame: Uint8Array): void;
  /** A part of a big value of our own has arrived at the peer: nobody will look at it again. */
  spent(part: Uint8Array): void;
}

/** Leaves everything to the collector of garbage. */
export const PLAIN_MEMORY: ValueMemory = {
  make: (bytes) => new Uint8Array(bytes),
  adopt: (frame) => frame,
  release: () => undefined,
  spent: () => undefined,
};
