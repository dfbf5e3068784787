import { EventQueue, type ScheduledEvent } from './event-queue.js';
import { Violation } from './violation.js';

/** Time that passes only from one event to the next. */
export class VirtualClock {
  readonly #queue: EventQueue = new EventQueue();
  #now: number = 0;
  #steps: number = 0;
  #look: { readonly everySteps: number; readonly look: () => void } | undefined;

  /** Milliseconds since the start of the simulation. */
  get now(): number {
    return this.#now;
  }

  /** Events so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Something to be done after every so many events. */
  watch(everySteps: number, look: () => void): void {
    this.#look = { everySteps, look };
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
      if (this.#look !== undefined && this.#steps % this.#look.everySteps === 0) this.#look.look();
    }
    this.#now = Math.max(this.#now, until);
  }
}
