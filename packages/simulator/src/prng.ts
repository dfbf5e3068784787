/** A small seeded generator (sfc32): the only source of chance in a simulation. */
export class Prng {
  #a: number;
  #b: number;
  #c: number;
  #counter: number = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / 2 ** 32) | 0;
    this.#c = 0x9e3779b9 | 0;
    // Neighbouring seeds begin nearly alike; after some rounds nothing of that is left.
    for (let round = 0; round < 16; round += 1) this.#next();
  }

  /** In `[0, 1)`. */
  fraction(): number {
    return this.#next() / 2 ** 32;
  }

  /** A whole number in `[low, high]`. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  /** Milliseconds in `[low, high]`, to the microsecond: short in a trace, and equal on every machine. */
  ms(low: number, high: number): number {
    return this.whole(Math.round(low * 1000), Math.round(high * 1000)) / 1000;
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new Error('There is nothing to pick from.');
    return choices[this.whole(0, choices.length - 1)] as T;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#next() & 0xff);
  }

  /** A generator of its own, so that what one part draws does not shift what another gets. */
  fork(): Prng {
    return new Prng(this.#next() * 2 ** 20 + (this.#next() & 0xfffff));
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}
