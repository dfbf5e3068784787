import { ENVELOPE_DEPTH_MAX, ENVELOPE_VALUES_MAX } from '../limits.js';

/** Bytes that follow a token of fixed size, from 0xc0 on. */
const FIXED_BYTES: ReadonlyMap<number, number> = new Map([
  [0xc0, 0], // nil
  [0xc2, 0], // false
  [0xc3, 0], // true
  [0xca, 4], // float 32
  [0xcb, 8], // float 64
  [0xcc, 1], // uint 8
  [0xcd, 2], // uint 16
  [0xce, 4], // uint 32
  [0xcf, 8], // uint 64
  [0xd0, 1], // int 8
  [0xd1, 2], // int 16
  [0xd2, 4], // int 32
  [0xd3, 8], // int 64
]);

/** Bytes of the length in front of strings and byte strings. */
const LENGTH_BYTES: ReadonlyMap<number, number> = new Map([
  [0xc4, 1],
  [0xc5, 2],
  [0xc6, 4],
  [0xd9, 1],
  [0xda, 2],
  [0xdb, 4],
]);

/**
 * Whether these bytes are one msgpack value made of what envelopes are made of: nil, booleans, numbers, strings, byte strings and arrays,
 * no deeper and no more of them than an envelope can hold. To unpack anything else can take seconds, and gigabytes.
 */
export function isModestMsgpack(bytes: Uint8Array): boolean {
  const walk = new Walk(bytes);
  for (let values = 0; values < ENVELOPE_VALUES_MAX; values += 1) {
    if (!walk.step()) return false;
    if (walk.done) return walk.at === bytes.length;
  }
  return false;
}

class Walk {
  readonly #bytes: Uint8Array;
  /** Values still to come in each array that is open around the present one. */
  readonly #open: number[] = [];
  #pending = 1;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#pending === 0 && this.#open.length === 0;
  }

  /** Goes over one value, or into an array; false: it may not be there, or ends too soon. */
  step(): boolean {
    const token = this.#whole(1);
    this.#pending -= 1;
    const entered = this.#take(token);
    while (this.#pending === 0 && this.#open.length > 0) this.#pending = this.#open.pop() as number;
    return entered && this.at <= this.#bytes.length;
  }

  #take(token: number): boolean {
    if (token < 0x80 || token >= 0xe0) return true;
    if (token >= 0x90 && token < 0xa0) return this.#enter(token - 0x90);
    if (token >= 0xa0 && token < 0xc0) return this.#skip(token - 0xa0);
    const fixed = FIXED_BYTES.get(token);
    if (fixed !== undefined) return this.#skip(fixed);
    const length = LENGTH_BYTES.get(token);
    if (length !== undefined) return this.#skip(this.#whole(length));
    if (token === 0xdc) return this.#enter(this.#whole(2));
    return token === 0xdd && this.#enter(this.#whole(4));
  }

  #enter(count: number): boolean {
    if (count === 0) return true;
    this.#open.push(this.#pending);
    this.#pending = count;
    return this.#open.length <= ENVELOPE_DEPTH_MAX;
  }

  #skip(bytes: number): boolean {
    this.at += bytes;
    return true;
  }

  /** Reads a big-endian number; what is beyond the end counts as 0, and is noticed by where that leads. */
  #whole(size: number): number {
    let value = 0;
    for (let end = this.at + size; this.at < end; this.at += 1)
      value = value * 256 + (this.#bytes[this.at] ?? 0);
    return value;
  }
}
