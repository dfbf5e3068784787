/** How long a run has been at work, without the times in which it waited. */
export class WorkClock {
  #beforeMs = 0;
  #since: number | undefined = performance.now();

  pause(): void {
    this.#beforeMs = this.elapsedMs;
    this.#since = undefined;
  }

  goOn(): void {
    this.#since = performance.now();
  }

  /** Leaves out what is no work on items. */
  leaveOut(ms: number): void {
    this.#beforeMs -= ms;
  }

  get elapsedMs(): number {
    return this.#beforeMs + (this.#since === undefined ? 0 : performance.now() - this.#since);
  }
}
