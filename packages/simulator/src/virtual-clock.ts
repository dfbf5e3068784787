import { EventQueue, type ScheduledEvent } from './event-queue.js';
import { Violation } from './violation.js';

/** Time that passes only from one event to the next. */
export class VirtualClock {
  readonly #queue: EventQueue = new EventQueue();
  #now: number = 0;
  #steps: number = 0;

  /** Milliseconds since the start of the simulation. */
  get now(): number {
    return this.#now;
  }

  /** Events so far. */
  get steps(): number {
    return this.#steps;
  }

  after(delayMs: number, action: () => void): ScheduledEvent {
    return this.at(this.#now + delayMs, action);
  }

  /** A time that has passed already means as soon as possible. */
  at(time: number, action: () => void): ScheduledEvent {
    return this.#queue.add(Math.max(time, this.#now), action);
  }

  /** Goes on from event to event until that time. */
  run(until: number, stepsMax: number): void {
    for (;;) {
      const event = this.#queue.take(until);
      if (event === undefined) break;
      this.#now = event.at;
      this.#steps += 1;
      if (this.#steps > stepsMax) throw new Violation('liveness', `no rest after ${stepsMax} steps`);
      event.action();
    }
    this.#now = Math.max(this.#now, until);
  }
}
