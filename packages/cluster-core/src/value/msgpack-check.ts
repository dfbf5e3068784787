import { DECODE_DEPTH_MAX } from './limits.js';
import { PayloadError } from './payload.js';

/** Bytes that follow the fixed-size tokens from 0xc0 on; others are not accepted or vary in size. */
const FIXED_BYTES: Readonly<Record<number, number>> = {
  192: 0, // nil
  194: 0, // false
  195: 0, // true
  202: 4, // float 32
  203: 8, // float 64
  204: 1, // uint 8
  205: 2, // uint 16
  206: 4, // uint 32
  208: 1, // int 8
  209: 2, // int 16
  210: 4, // int 32
};

/** Bytes of the length in front of strings and byte strings. */
const STRING_LENGTH_BYTES: Readonly<Record<number, 1 | 2 | 4>> = {
  196: 1,
  197: 2,
  198: 4,
  217: 1,
  218: 2,
  219: 4,
};

const RECORD_IDS = 64;

/**
 * Walks msgpack bytes without building anything. Accepted is what our own encoder writes: nil, booleans,
 * numbers, strings, byte strings, arrays, records and undefined; each length is held against the bytes
 * that are really there. Extensions of any other kind never reach the unpacker.
 */
export function checkMsgpack(bytes: Uint8Array): void {
  new MsgpackCheck(bytes).run();
}

class MsgpackCheck {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Number of keys by record id, for the records defined so far. */
  readonly #recordKeys: (number | undefined)[] = new Array(RECORD_IDS);
  /** Values still to come in each container that is open around the present one. */
  readonly #open: number[] = [];
  #at = 0;
  #pending = 1;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): void {
    for (;;) {
      while (this.#pending === 0) {
        const outer = this.#open.pop();
        if (outer === undefined) {
          if (this.#at !== this.#bytes.length) throw new PayloadError('bytes follow its end');
          return;
        }
        this.#pending = outer;
      }
      this.#pending -= 1;
      this.#value();
    }
  }

  #value(): void {
    const token = this.#take(1);
    if (token < 0x40 || token >= 0xe0) return;
    if (token < 0x80) this.#enter(this.#recordKeys[token - 0x40]);
    else if (token < 0x90) throw new PayloadError('it holds a map where a record was expected');
    else if (token < 0xa0) this.#enter(token - 0x90);
    else if (token < 0xc0) this.#skip(token - 0xa0);
    else this.#wideValue(token);
  }

  #wideValue(token: number): void {
    const size = FIXED_BYTES[token];
    const lengthSize = STRING_LENGTH_BYTES[token];
    if (size !== undefined) this.#skip(size);
    else if (lengthSize !== undefined) this.#skip(this.#take(lengthSize));
    else if (token === 0xdc) this.#enter(this.#take(2));
    else if (token === 0xdd) this.#enter(this.#take(4));
    else if (token === 0xd4) this.#extension();
    else throw new PayloadError('it holds a token that zfarm does not use');
  }

  /** A record definition, or undefined (extension 0 with one filler byte). */
  #extension(): void {
    const type = this.#take(1);
    const operand = this.#take(1);
    if (type === 0 && operand === 0) return;
    if (type !== 0x72 || operand < 0x40 || operand >= 0x80)
      throw new PayloadError('it holds an unknown extension');
    const keys = this.#recordDefinition();
    this.#recordKeys[operand - 0x40] = keys;
    this.#enter(keys);
  }

  #recordDefinition(): number {
    const token = this.#take(1);
    let keys = token - 0x90;
    if (token === 0xdc) keys = this.#take(2);
    else if (keys < 0 || keys > 15) throw new PayloadError('a record lacks its keys');
    for (let key = 0; key < keys; key += 1) {
      const length = this.#take(1);
      if (length >= 0xa0 && length < 0xc0) this.#skip(length - 0xa0);
      else if (length === 0xd9) this.#skip(this.#take(1));
      else if (length === 0xda) this.#skip(this.#take(2));
      else if (length === 0xdb) this.#skip(this.#take(4));
      else throw new PayloadError('a record has a key that is not a string');
    }
    return keys;
  }

  /** Starts a container of `count` values; each is at least one byte, so a count beyond the bytes is a lie. */
  #enter(count: number | undefined): void {
    if (count === undefined) throw new PayloadError('it uses a record that it never defined');
    if (count > this.#bytes.length - this.#at) throw new PayloadError('it is shorter than it announces');
    if (this.#open.length >= DECODE_DEPTH_MAX) throw new PayloadError('it is nested too deeply');
    this.#open.push(this.#pending);
    this.#pending = count;
  }

  #skip(bytes: number): void {
    this.#at += bytes;
    if (this.#at > this.#bytes.length) throw new PayloadError('it is shorter than it announces');
  }

  /** Reads a big-endian number of 1, 2 or 4 bytes. */
  #take(size: 1 | 2 | 4): number {
    const at = this.#at;
    this.#skip(size);
    if (size === 1) return this.#bytes[at] as number;
    return size === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }
}
