import type { Payload } from '../../value/payload.js';
import { HEAD_BYTES_ON_TOP } from '../limits.js';

const EMPTY: Uint8Array = new Uint8Array(0);

/** A value on its way out, piece by piece: its head and its raw parts, one after the other. */
export class OutgoingTransfer {
  readonly number: number;
  /** Bytes of the head and of each raw part. */
  readonly sizes: readonly number[];
  readonly bytes: number;
  /** Nobody else writes to its memory, or takes it away. */
  readonly own: boolean;
  readonly parts: readonly Uint8Array[];
  #part: number = 0;
  #offsetInPart: number = 0;
  #sent: number = 0;

  constructor(number: number, payload: Payload, own: boolean) {
    this.number = number;
    this.own = own;
    this.parts = [payload.head, ...payload.frames];
    this.sizes = this.parts.map((part) => part.byteLength);
    this.bytes = this.sizes.reduce((sum, size) => sum + size, 0);
  }

  get sent(): number {
    return this.#sent;
  }

  get complete(): boolean {
    return this.#sent === this.bytes;
  }

  /** Bytes of the next piece, if it may have so many; a short head comes on top. */
  nextBytes(bytesMax: number): number {
    const head = this.#sent === 0 ? (this.sizes[0] as number) : 0;
    return Math.min(bytesMax + (head <= HEAD_BYTES_ON_TOP ? head : 0), this.bytes - this.#sent);
  }

  /** The next piece, in place; undefined if the memory has been taken away meanwhile, by a transfer to a thread for one. */
  take(bytesMax: number): Payload | undefined {
    const pieces: Uint8Array[] = [];
    for (let left = this.nextBytes(bytesMax); left > 0; ) {
      const part = this.parts[this.#part] ?? EMPTY;
      const size = this.sizes[this.#part] as number;
      if (part.byteLength !== size) return undefined;
      const length = Math.min(left, size - this.#offsetInPart);
      if (length > 0) pieces.push(part.subarray(this.#offsetInPart, this.#offsetInPart + length));
      left -= length;
      this.#sent += length;
      this.#offsetInPart += length;
      if (this.#offsetInPart === size) {
        this.#part += 1;
        this.#offsetInPart = 0;
      }
    }
    const [head = EMPTY, ...frames] = pieces;
    return { head, frames };
  }
}
