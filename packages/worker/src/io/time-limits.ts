import { LATENESS_MAX_MS } from '../core/limits.js';
import type { ItemPlace, StatusBuffer } from './status-buffer.js';

/** What is to be done now, and when to look again; never, if nothing in the slot has a limit. */
export type LimitVerdict =
  | { readonly action: 'none'; readonly lookAt?: number }
  /** Let the task know that its time is over. */
  | { readonly action: 'interrupt'; readonly lookAt: number }
  /** It has had its grace as well: end the thread. */
  | { readonly action: 'end'; readonly place: ItemPlace; readonly limitMs: number; readonly lookAt?: never };

/**
 * The time limits of what a slot's thread holds. What the thread is at, and since when, is read from the shared memory:
 * so a limit concerns exactly one item, whatever became of it meanwhile.
 */
export class TimeLimits {
  readonly #status: StatusBuffer;
  readonly #graceMs: number;
  readonly #limits: Map<number, number> = new Map();
  #lookAt: number | undefined;
  /** The item whose time is over, and when its thread is ended. */
  #late: { readonly place: ItemPlace; readonly endsAt: number } | undefined;
  /** The item during which this process has slept, and when it woke. */
  #slept: { readonly place: ItemPlace; readonly until: number } | undefined;

  constructor(status: StatusBuffer, graceMs: number) {
    this.#status = status;
    this.#graceMs = graceMs;
  }

  get any(): boolean {
    return this.#limits.size > 0;
  }

  add(run: number, limitMs: number): void {
    this.#limits.set(run, limitMs);
  }

  remove(run: number): void {
    this.#limits.delete(run);
  }

  look(now: number): LimitVerdict {
    const place = this.#status.current();
    this.#excuse(place, now);
    const verdict = this.#judge(place, now);
    this.#lookAt = verdict.lookAt;
    return verdict;
  }

  #judge(place: ItemPlace | undefined, now: number): LimitVerdict {
    const limitMs = place && this.#limits.get(place.run);
    // An item that begins only now cannot be late before its whole time is over.
    const soonest = this.any ? now + Math.min(...this.#limits.values()) : undefined;
    const later: LimitVerdict =
      soonest === undefined ? { action: 'none' } : { action: 'none', lookAt: soonest };
    if (place === undefined || limitMs === undefined) return later;
    if (this.#late !== undefined && isSame(this.#late.place, place)) {
      const { endsAt } = this.#late;
      return now < endsAt ? { action: 'none', lookAt: endsAt } : { action: 'end', place, limitMs };
    }
    const dueAt = this.#beginning(place) + limitMs;
    if (now < dueAt) return { action: 'none', lookAt: Math.min(dueAt, soonest ?? dueAt) };
    this.#late = { place, endsAt: now + this.#graceMs };
    this.#status.expire(place.run, place.offset);
    return { action: 'interrupt', lookAt: this.#late.endsAt };
  }

  #beginning(place: ItemPlace): number {
    return this.#slept !== undefined && isSame(this.#slept.place, place)
      ? this.#slept.until
      : place.startedAt;
  }

  /** If we slept ourselves (a suspended process), so perhaps did the task: its time begins anew. */
  #excuse(place: ItemPlace | undefined, now: number): void {
    const latenessMs = now - (this.#lookAt ?? now);
    if (place === undefined || latenessMs <= LATENESS_MAX_MS) return;
    this.#slept = { place, until: now };
    if (this.#late !== undefined && isSame(this.#late.place, place))
      this.#late = { place, endsAt: now + this.#graceMs };
  }
}

function isSame(one: ItemPlace, other: ItemPlace): boolean {
  return one.run === other.run && one.offset === other.offset;
}
