import { type Payload, payloadBytes } from '../../value/payload.js';
import { FRAGMENT_BYTES, FRAGMENT_BYTES_MAX, HEAD_BYTES_ON_TOP } from '../limits.js';

/** Shorter copies are not worth a buffer that is used again. */
const LENT_BYTES_MIN = 64 * 1024;

/** A fragment with the head of its value. */
const LENT_BYTES_MAX = FRAGMENT_BYTES_MAX + HEAD_BYTES_ON_TOP;

/** Buffers kept for the next value: as much as a loopback needs under way. */
const FREE_MAX = 8;

/**
 * Copies of what is sent from memory of the caller's. The socket reads them after the call that sends them, on a thread of
 * its own; a caller that takes its memory away meanwhile, by giving it to a thread for one, would end the process. What
 * the peer has acknowledged is read no more, so the memory of its copy is used again: it is in the cache, and has its pages.
 */
export class SendMemory {
  readonly #free: Uint8Array[] = [];
  /** In the order sent; `end` is the total that acknowledges it. */
  readonly #lent: { readonly buffer: Uint8Array; readonly end: number }[] = [];

  /** @param end total of the bytes sent in the session, these included. */
  copy(payload: Payload, end: number): Payload {
    const bytes = payloadBytes(payload);
    let rest = bytes < LENT_BYTES_MIN ? new Uint8Array(bytes) : this.#lend(bytes, end);
    const place = (piece: Uint8Array): Uint8Array => {
      const copy = rest.subarray(0, piece.byteLength);
      copy.set(piece);
      rest = rest.subarray(piece.byteLength);
      return copy;
    };
    // Frames come first, at a round place: the head is often some bytes long.
    const frames = payload.frames.map(place);
    return { head: place(payload.head), frames };
  }

  /** The peer has received so many bytes. */
  acknowledged(total: number): void {
    let arrived = 0;
    for (const { buffer, end } of this.#lent) {
      if (end > total) break;
      arrived += 1;
      if (this.#free.length < FREE_MAX) this.#free.push(buffer);
    }
    this.#lent.splice(0, arrived);
  }

  #lend(bytes: number, end: number): Uint8Array {
    if (bytes > LENT_BYTES_MAX) return new Uint8Array(bytes);
    const used = this.#free.pop();
    // On a link that has become faster the old ones are too short.
    const fits = used !== undefined && used.byteLength >= bytes;
    const buffer = fits ? used : new Uint8Array(Math.max(bytes, FRAGMENT_BYTES + HEAD_BYTES_ON_TOP));
    this.#lent.push({ buffer, end });
    return buffer;
  }
}
