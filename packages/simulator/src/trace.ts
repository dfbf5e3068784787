const FNV_PRIME = 0x01000193;

/**
 * What happened, one line a step. Only its hash is kept unless lines are wanted: two runs were the same if
 * their hashes are.
 */
export class Trace {
  readonly #now: () => number;
  readonly #keepsAll: boolean;
  readonly #lines: string[] = [];
  readonly #story: string[] = [];
  #low: number = 0x811c9dc5;
  #high: number = 0x9e3779b9;
  #count: number = 0;

  constructor(now: () => number, keepsAll: boolean) {
    this.#now = now;
    this.#keepsAll = keepsAll;
  }

  /** Every line, if they were wanted. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** The lines that a reader wants first: faults, beginnings and ends. */
  get story(): readonly string[] {
    return this.#story;
  }

  /** 16 hex digits over all lines. */
  get hash(): string {
    return hex(this.#high) + hex(this.#low);
  }

  get count(): number {
    return this.#count;
  }

  step(text: string): void {
    this.#note(text);
  }

  /** A line of the story. */
  tell(text: string): void {
    this.#story.push(this.#note(text));
  }

  #note(text: string): string {
    const line = `${this.#now().toFixed(3).padStart(10)} ${text}`;
    this.#count += 1;
    for (let at = 0; at < line.length; at += 1) {
      const code = line.charCodeAt(at);
      this.#low = Math.imul(this.#low ^ code, FNV_PRIME);
      this.#high = Math.imul(this.#high ^ code, 0x85ebca6b) ^ (this.#high >>> 13);
    }
    if (this.#keepsAll) this.#lines.push(line);
    return line;
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
