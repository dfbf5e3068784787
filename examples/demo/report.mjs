/** Pause between two changes of the progress line: often enough to see that something moves. */
const PROGRESS_MS = 100;

const CLEAR_LINE = '\r\u001b[K';

/** Prints what happens, for a person at a terminal; plain lines without colours if it goes to a file. */
export class Report {
  #out;
  #colours;
  #progressAt = Number.NEGATIVE_INFINITY;
  #inProgress = false;
  #isMuted = false;
  #steps = 0;
  #passed = 0;
  #failed = 0;

  /**
   * @param {NodeJS.WriteStream} out
   * @param {NodeJS.ProcessEnv} environment
   */
  constructor(out, environment) {
    this.#out = out;
    this.#colours = out.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
  }

  get failedChecks() {
    return this.#failed;
  }

  get verdict() {
    const checks = this.#passed + this.#failed;
    if (this.#failed === 0) return this.#paint(32, `All ${checks} checks hold.`);
    return this.#paint(31, `${this.#failed} of ${checks} checks FAILED.`);
  }

  /** Prints nothing more. */
  mute() {
    if (this.#inProgress) this.#out.write(CLEAR_LINE);
    this.#isMuted = true;
  }

  /** @param {string} text */
  title(text) {
    this.#print(this.#paint(1, text));
  }

  /** @param {string} text */
  step(text) {
    this.#steps += 1;
    this.#print(`\n${this.#paint(1, `${this.#steps}. ${text}`)}`);
  }

  /** @param {string} [text] */
  line(text = '') {
    this.#print(text === '' ? '' : `   ${text}`);
  }

  /**
   * A line that the next one replaces; only for people who watch.
   *
   * @param {() => string} text
   */
  progress(text) {
    if (this.#isMuted || !this.#out.isTTY || performance.now() - this.#progressAt < PROGRESS_MS) return;
    this.#progressAt = performance.now();
    this.#inProgress = true;
    this.#out.write(`${CLEAR_LINE}   ${this.#paint(2, text())}`);
  }

  /**
   * @param {boolean} holds
   * @param {string} claim
   * @param {string} [failure] what was seen instead
   */
  check(holds, claim, failure = '') {
    if (holds) this.#passed += 1;
    else this.#failed += 1;
    const mark = holds ? this.#paint(32, 'ok    ') : this.#paint(31, 'FAILED');
    this.line(`${mark}  ${claim}${holds || failure === '' ? '' : `: ${failure}`}`);
  }

  #print(text) {
    if (this.#isMuted) return;
    this.#out.write(`${this.#inProgress ? CLEAR_LINE : ''}${text}\n`);
    this.#inProgress = false;
  }

  /**
   * @param {number} colour code of a terminal: 1 bold, 2 dim, 31 red, 32 green
   * @param {string} text
   */
  #paint(colour, text) {
    return this.#colours ? `\u001b[${colour}m${text}\u001b[0m` : text;
  }
}

/** @param {number} number */
export const whole = (number) => Math.round(number).toLocaleString('en-US');

/** @param {number} bytes */
export const megabytes = (bytes) => (bytes / 1e6).toLocaleString('en-US', DIGITS(bytes < 1e6 ? 3 : 1));

/** @param {number} ms */
export const seconds = (ms) => (ms / 1000).toFixed(ms < 100 ? 3 : 2);

/** @param {number} bytes @param {number} ms */
export const speed = (bytes, ms) => megabytes((bytes / ms) * 1000);

/** @param {number} digits */
const DIGITS = (digits) => ({ minimumFractionDigits: digits, maximumFractionDigits: digits });

/**
 * Rows as lines; the first column to the left, the others to the right.
 *
 * @param {readonly (readonly string[])[]} rows
 */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const cell = (text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column]));
  return rows.map((row) => row.map(cell).join('   ').trimEnd());
}
