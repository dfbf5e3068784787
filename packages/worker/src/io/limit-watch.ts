import type { FailureRecord } from '@zfarm/cluster-core';
import { monotonicMs } from './monotonic-clock.js';
import type { ItemPlace, StatusBuffer } from './status-buffer.js';
import { TimeLimits } from './time-limits.js';

export interface LimitWatchOptions {
  readonly status: StatusBuffer;
  readonly graceMs: number;
  /** Lets the task under way see that its time is over. */
  readonly interrupt: () => void;
  readonly end: () => void;
}

/** Keeps the time limits of a slot's thread: one timer, and none while nothing there has a limit. */
export class LimitWatch {
  readonly #options: LimitWatchOptions;
  readonly #limits: TimeLimits;
  #timer: NodeJS.Timeout | undefined;
  #ended: { readonly place: ItemPlace; readonly limitMs: number } | undefined;

  constructor(options: LimitWatchOptions) {
    this.#options = options;
    this.#limits = new TimeLimits(options.status, options.graceMs);
  }

  add(run: number, limitMs: number): void {
    this.#limits.add(run, limitMs);
    this.#look();
  }

  remove(run: number): void {
    this.#limits.remove(run);
    if (!this.#limits.any) this.close();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  /** The account of the thread's death, if it was ended for the time limit of the item at this place. */
  deathAt(place: ItemPlace | undefined): FailureRecord | undefined {
    if (this.#ended === undefined || place === undefined) return undefined;
    const { place: late, limitMs } = this.#ended;
    if (late.run !== place.run || late.offset !== place.offset) return undefined;
    return {
      name: 'ThreadDeathError',
      message: `It ran longer than its time limit of ${limitMs} ms, so its thread was ended.`,
      death: 'time-limit',
    };
  }

  /** The thread was ended by this watch. */
  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  #look(): void {
    clearTimeout(this.#timer);
    const now = monotonicMs();
    const verdict = this.#limits.look(now);
    if (verdict.lookAt !== undefined)
      this.#timer = setTimeout(() => this.#look(), Math.max(0, verdict.lookAt - now)).unref();
    if (verdict.action === 'interrupt') this.#options.interrupt();
    if (verdict.action === 'end') {
      this.#ended = verdict;
      this.#options.end();
    }
  }
}
