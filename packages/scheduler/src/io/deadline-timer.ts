/** One timer for a deadline that moves often: it is set anew only when it would ring too late. */
export class DeadlineTimer {
  readonly #now: () => number;
  readonly #onDeadline: () => void;
  #timer: NodeJS.Timeout | undefined;
  #ringsAt: number = Number.POSITIVE_INFINITY;
  #deadline: number = Number.POSITIVE_INFINITY;

  constructor(now: () => number, onDeadline: () => void) {
    this.#now = now;
    this.#onDeadline = onDeadline;
  }

  /** `holdsProcess`: the process must not end before the deadline. */
  set(deadline: number | undefined, holdsProcess: boolean): void {
    this.#deadline = deadline ?? Number.POSITIVE_INFINITY;
    if (this.#deadline < this.#ringsAt) this.#arm();
    if (holdsProcess && deadline !== undefined) this.#timer?.ref();
    else this.#timer?.unref();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#ringsAt = Number.POSITIVE_INFINITY;
    this.#deadline = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.#ringsAt = this.#deadline;
    // Rounded up: a timer that rings a fraction early would only be set again.
    const delayMs = Math.min(Math.max(0, Math.ceil(this.#deadline - this.#now())), 2 ** 31 - 1);
    this.#timer = setTimeout(() => this.#ring(), delayMs);
  }

  #ring(): void {
    this.#timer = undefined;
    this.#ringsAt = Number.POSITIVE_INFINITY;
    if (this.#deadline <= this.#now()) this.#onDeadline();
    else if (this.#deadline < Number.POSITIVE_INFINITY) this.#arm();
  }
}
