import type { Payload } from '../../value/payload.js';
import type { Claim } from './reassembly-room.js';
import type { ValueMemory } from './value-memory.js';

const EMPTY: Uint8Array = new Uint8Array(0);

/** A value on its way in: written piece by piece into memory of its own, each part of which is made when its first byte comes. */
export class IncomingTransfer {
  readonly bytes: number;
  /** Room that was asked for; none for small values, which come unasked. */
  readonly claim: Claim | undefined;
  /** Its fragments may come. */
  open: boolean;
  readonly #memory: ValueMemory;
  readonly #sizes: readonly number[];
  readonly #parts: Uint8Array[] = [];
  #offsetInPart: number = 0;
  #received: number = 0;

  constructor(sizes: readonly number[], bytes: number, claim: Claim | undefined, memory: ValueMemory) {
    this.#memory = memory;
    this.#sizes = sizes;
    this.bytes = bytes;
    this.claim = claim;
    this.open = claim === undefined;
  }

  /** Takes the piece at `offset`; false if it is not the next one, or too long. */
  write(offset: number, { head, frames }: Payload): boolean {
    if (!this.open || offset !== this.#received) return false;
    for (const piece of [head, ...frames]) {
      if (!this.#append(piece)) return false;
      this.#memory.release(piece);
    }
    return true;
  }

  /** All of it, once it is here. */
  take(): Payload | undefined {
    if (this.#received < this.bytes) return undefined;
    while (this.#parts.length < this.#sizes.length) this.#parts.push(new Uint8Array(0));
    const [head = EMPTY, ...frames] = this.#parts;
    return { head, frames };
  }

  #append(piece: Uint8Array): boolean {
    if (this.#received + piece.byteLength > this.bytes) return false;
    for (let from = 0; from < piece.byteLength; ) {
      const part = this.#partInWork();
      const length = Math.min(piece.byteLength - from, part.byteLength - this.#offsetInPart);
      part.set(piece.subarray(from, from + length), this.#offsetInPart);
      this.#offsetInPart += length;
      from += length;
    }
    this.#received += piece.byteLength;
    return true;
  }

  /** The part that the next byte belongs to. */
  #partInWork(): Uint8Array {
    let part = this.#parts.at(-1);
    while (part === undefined || this.#offsetInPart === part.byteLength) {
      part = this.#memory.make(this.#sizes[this.#parts.length] as number);
      this.#parts.push(part);
      this.#offsetInPart = 0;
    }
    return part;
  }
}
