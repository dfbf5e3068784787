import type { ScheduledEvent } from './event-queue.js';
import type { World } from './world.js';

/**
 * A node's event loop: one thing after the other, then what the turn has given rise to. While frozen it does
 * nothing; what comes meanwhile waits and is done in order after the thaw, when its clock has jumped.
 */
export class Turns {
  readonly #world: World;
  /** Where this node's monotonic clock began: no two agree. */
  #clockBase: number;
  readonly #endings: (() => void)[] = [];
  #inbox: (() => void)[] = [];
  #frozen: boolean = false;
  #gone: boolean = false;
  #running: boolean = false;

  constructor(world: World) {
    this.#world = world;
    this.#clockBase = world.prng.whole(0, 1_000_000);
  }

  get frozen(): boolean {
    return this.#frozen;
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** Milliseconds by this node's own clock. */
  now(): number {
    return this.#clockBase + this.#world.clock.now;
  }

  /** The clock of a machine that was suspended, or is corrected in one go. It never goes back. */
  jump(byMs: number): void {
    this.#clockBase += byMs;
  }

  /** What is done at the end of every turn. */
  atEnd(ending: () => void): void {
    this.#endings.push(ending);
  }

  run(action: () => void): void {
    if (this.#gone) return;
    if (this.#frozen) {
      this.#inbox.push(action);
      return;
    }
    if (this.#running) throw new Error('A turn begins only when the last one has ended.');
    this.#running = true;
    action();
    for (const ending of this.#endings) if (!this.#gone) ending();
    this.#running = false;
  }

  /** A turn after some time of its own. */
  after(delayMs: number, action: () => void): ScheduledEvent {
    return this.#world.clock.after(delayMs, () => this.run(action));
  }

  freeze(): void {
    this.#frozen = true;
  }

  /** Goes on; `firstTimers` before what has come in. */
  thaw(firstTimers: () => void): void {
    this.#frozen = false;
    const inbox = this.#inbox;
    this.#inbox = [];
    this.run(firstTimers);
    for (const action of inbox) this.run(action);
  }

  /** The process has ended: nothing of it happens any more. */
  end(): void {
    this.#gone = true;
    this.#inbox = [];
  }
}

/** The one timer of a core: rings when its next deadline has passed, as coarse as a real one. */
export class DeadlineTimer {
  readonly #turns: Turns;
  readonly #ring: () => void;
  #event: ScheduledEvent | undefined;
  #due: number | undefined;

  constructor(turns: Turns, ring: () => void) {
    this.#turns = turns;
    this.#ring = ring;
  }

  set(due: number | undefined): void {
    if (due === this.#due && (this.#event !== undefined || due === undefined)) return;
    this.#arm(due);
  }

  /** The clock has jumped: what is due by it is due sooner. */
  rearm(): void {
    if (this.#event !== undefined) this.#arm(this.#due);
  }

  #arm(due: number | undefined): void {
    if (this.#event !== undefined) this.#event.cancelled = true;
    this.#event = undefined;
    this.#due = due;
    if (due === undefined) return;
    const delayMs = Math.max(1, Math.ceil(due - this.#turns.now()));
    this.#event = this.#turns.after(delayMs, () => {
      this.#event = undefined;
      this.#ring();
    });
  }
}
