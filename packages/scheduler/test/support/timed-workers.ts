import type { AttemptId, Retract, ToClient } from '@zfarm/cluster-core/core';
import { done, slice, started } from './core-harness.js';

/** How long a message takes, either way. */
const WIRE_MS = 0.2;
const SLICE_MS = 10;
const STARTED_AFTER_MS = 5;

interface Chunk {
  readonly attempt: AttemptId;
  readonly first: number;
  end: number;
}

interface Event {
  readonly at: number;
  readonly run: () => void;
}

/** Everything that is going to happen, in the order of its time. */
export class Agenda {
  now = 0;
  readonly #events: Event[] = [];

  add(at: number, run: () => void): void {
    const behind = this.#events.findIndex((event) => event.at > at);
    this.#events.splice(behind === -1 ? this.#events.length : behind, 0, { at, run });
  }

  /** Lets the next thing happen; false if nothing is left. */
  step(): boolean {
    const next = this.#events.shift();
    if (next === undefined) return false;
    this.now = Math.max(this.now, next.at);
    next.run();
    return true;
  }
}

/** A worker of one slot, as seen from outside: it takes its time for each item, and answers a retract with the exact cut. */
export class TimedWorker {
  readonly #agenda: Agenda;
  readonly #itemMs: (item: number) => number;
  readonly #tell: (...messages: ToClient[]) => void;
  readonly #queue: Chunk[] = [];
  #current: Chunk | undefined;
  #next = 0;

  constructor(agenda: Agenda, itemMs: (item: number) => number, tell: (...messages: ToClient[]) => void) {
    this.#agenda = agenda;
    this.#itemMs = itemMs;
    this.#tell = (...messages) => agenda.add(agenda.now + WIRE_MS, () => tell(...messages));
  }

  assign(attempt: AttemptId, first: number, count: number): void {
    this.#agenda.add(this.#agenda.now + WIRE_MS, () => {
      this.#queue.push({ attempt, first, end: first + count });
      if (this.#current === undefined) this.#begin();
    });
  }

  retract({ attempt }: Retract): void {
    this.#agenda.add(this.#agenda.now + WIRE_MS, () => {
      const at = this.#queue.findIndex((chunk) => chunk.attempt === attempt);
      const chunk = at === -1 ? this.#current : this.#queue.splice(at, 1)[0];
      if (chunk?.attempt !== attempt) return;
      if (chunk === this.#current) chunk.end = Math.min(chunk.end, this.#next + 1);
      this.#tell({ kind: 'cut', attempt, end: chunk === this.#current ? chunk.end : chunk.first });
    });
  }

  #begin(): void {
    const chunk = this.#queue.shift();
    this.#current = chunk;
    if (chunk === undefined) return;
    const begunAt = this.#agenda.now;
    let toldAt = begunAt;
    let told = chunk.first;
    this.#agenda.add(begunAt + STARTED_AFTER_MS, () => {
      if (this.#current === chunk && told === chunk.first) this.#tell(started(chunk.attempt));
    });
    const report = (): ToClient[] => {
      const slices = this.#next > told ? [slice(chunk.attempt, told, this.#next - told)] : [];
      told = this.#next;
      toldAt = this.#agenda.now;
      return slices;
    };
    const item = (): void => {
      if (this.#next === chunk.end) {
        this.#tell(...report(), done(chunk.attempt, this.#agenda.now - begunAt));
        this.#begin();
        return;
      }
      if (this.#agenda.now - toldAt >= SLICE_MS) this.#tell(...report());
      this.#agenda.add(this.#agenda.now + this.#itemMs(this.#next), () => {
        this.#next += 1;
        item();
      });
    };
    this.#next = chunk.first;
    item();
  }
}
