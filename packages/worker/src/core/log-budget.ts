import { LOG_BYTES_PER_S, LOG_LINES_PER_S } from './limits.js';

const SECOND_MS = 1000;

/**
 * How much of what tasks print is passed on: so many lines and so many bytes a second, the allowance of one second
 * being there from the start. Once that is used up, nothing passes until half of it is there again: so what is too much
 * is missing in few places, which say how much it was.
 */
export class LogBudget {
  #lines = LOG_LINES_PER_S;
  #bytes = LOG_BYTES_PER_S;
  #filledAt = Number.NEGATIVE_INFINITY;
  #closed = false;
  #dropped = 0;

  /** Whether a text may pass now; its lines count as dropped if not. */
  admit(text: string, now: number): boolean {
    this.#fill(now);
    const lines = lineCount(text);
    // Characters stand for bytes: to count those would cost more than the difference matters.
    this.#closed ||= lines > this.#lines || text.length > this.#bytes;
    if (this.#closed) {
      this.#dropped += lines;
      return false;
    }
    this.#lines -= lines;
    this.#bytes -= text.length;
    return true;
  }

  /** Lines that were dropped elsewhere on the way. */
  addDropped(lines: number): void {
    this.#dropped += lines;
  }

  /** The lines dropped since the last call. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  #fill(now: number): void {
    const share = Math.min(1, (now - this.#filledAt) / SECOND_MS);
    this.#filledAt = now;
    this.#lines = Math.min(LOG_LINES_PER_S, this.#lines + LOG_LINES_PER_S * share);
    this.#bytes = Math.min(LOG_BYTES_PER_S, this.#bytes + LOG_BYTES_PER_S * share);
    if (this.#lines >= LOG_LINES_PER_S / 2 && this.#bytes >= LOG_BYTES_PER_S / 2) this.#closed = false;
  }
}

function lineCount(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
