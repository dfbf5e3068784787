import { attemptId, jobId, type Reservation } from '@zfarm/cluster-core/core';
import { WorkerCore } from '../src/core/worker-core.js';
import type { WorkerInput } from '../src/core/worker-input.js';
import type { RunSpec, WorkerOutput } from '../src/core/worker-output.js';
import { assign, value } from './core-bench.js';

/** One client of the bench. */
export interface Rival {
  readonly name: string;
  readonly weight: number;
  /** How long its next item takes, in ms. */
  readonly itemMs: () => number;
  /** When it has work, from and to in ms; without end it has more than can ever be done. */
  readonly wants: readonly (readonly [number, number])[];
  /** From the worker's word to the answer to it, in ms. */
  readonly roundTripMs: number;
  readonly reservation?: Reservation;
  /** Jobs that its attempts belong to in turns; one unless told otherwise. */
  readonly jobs?: number;
}

/** A slot that worked for a client. */
export interface Service {
  readonly client: string;
  readonly from: number;
  readonly to: number;
  readonly slots: number;
}

interface Seat {
  readonly rival: Rival;
  credit: number;
  out: number;
  demanding: boolean;
}

/** Attempts that a client keeps at a worker for each slot, whatever its credit. */
const ATTEMPTS_PER_SLOT = 2;

/** A worker's core with threads that only let time pass and clients that use all their credit, on a virtual clock. */
export class FairnessBench {
  readonly services: Service[] = [];
  readonly #core: WorkerCore;
  readonly #slots: number;
  readonly #seats: Map<string, Seat> = new Map();
  readonly #lines: RunSpec[][];
  readonly #startedAt: number[];
  readonly #owners: Map<number, Seat> = new Map();
  readonly #durations: Map<number, number> = new Map();
  #events: { at: number; act: () => void }[] = [];
  #attempts = 0;
  #now = 0;
  #tickAt = Number.POSITIVE_INFINITY;

  constructor(slots: number, rivals: readonly Rival[]) {
    this.#core = new WorkerCore({ slots });
    this.#slots = slots;
    this.#lines = Array.from({ length: slots }, () => []);
    this.#startedAt = Array.from({ length: slots }, () => 0);
    for (let slot = 0; slot < slots; slot += 1) this.#input({ kind: 'slot-ready', slot });
    for (const rival of rivals) {
      const seat: Seat = { rival, credit: 0, out: 0, demanding: false };
      this.#seats.set(rival.name, seat);
      this.#input({ kind: 'session-opened', client: rival.name });
      this.#send(rival.name, { kind: 'code-put', code: rival.name, value });
      for (const [from, to] of rival.wants) {
        this.#at(from, () => this.#want(seat, true));
        if (Number.isFinite(to)) this.#at(to, () => this.#want(seat, false));
      }
    }
  }

  run(untilMs: number): void {
    for (;;) {
      const next = this.#events.reduce<{ at: number; act: () => void } | undefined>(
        (first, event) => (first === undefined || event.at < first.at ? event : first),
        undefined,
      );
      const at = Math.min(next?.at ?? Number.POSITIVE_INFINITY, this.#tickAt);
      if (at > untilMs) return;
      this.#now = at;
      if (next !== undefined && next.at <= this.#tickAt) {
        this.#events = this.#events.filter((event) => event !== next);
        next.act();
      } else this.#input({ kind: 'tick' });
    }
  }

  /** Slot time of a client within a window. */
  had(client: string, from: number, to: number): number {
    let sum = 0;
    for (const service of this.services) {
      if (service.client !== client) continue;
      sum += service.slots * Math.max(0, Math.min(service.to, to) - Math.max(service.from, from));
    }
    return sum;
  }

  #at(at: number, act: () => void): void {
    this.#events.push({ at, act });
  }

  #send(client: string, ...messages: Extract<WorkerInput, { kind: 'messages' }>['messages'][number][]): void {
    this.#input({ kind: 'messages', client, messages });
  }

  #want(seat: Seat, demanding: boolean): void {
    seat.demanding = demanding;
    const { name, weight } = seat.rival;
    this.#send(name, { kind: 'demand', chunks: demanding ? 1000 : 0, estimatedMs: 1000, weight });
    this.#fill(seat);
  }

  #fill(seat: Seat): void {
    const { name, itemMs, reservation, jobs = 1 } = seat.rival;
    const room = Math.min(seat.credit, this.#slots * ATTEMPTS_PER_SLOT) - seat.out;
    if (!seat.demanding || room <= 0) return;
    const messages = Array.from({ length: room }, () => {
      this.#attempts += 1;
      this.#owners.set(this.#attempts, seat);
      this.#durations.set(this.#attempts, itemMs());
      const job = jobId(1 + (this.#attempts % jobs));
      return { ...assign(this.#attempts, 0, 1, name), attempt: attemptId(this.#attempts), job, reservation };
    });
    seat.out += room;
    this.#send(name, ...messages);
  }

  #input(input: WorkerInput): void {
    const outputs = this.#core.handle(input, this.#now);
    this.#tickAt = this.#core.nextDeadline() ?? Number.POSITIVE_INFINITY;
    for (const output of outputs) this.#perform(output);
  }

  #perform(output: WorkerOutput): void {
    if (output.kind === 'run') {
      const line = this.#lines[output.slot] as RunSpec[];
      const idle = line.length === 0;
      line.push(...output.runs);
      if (idle) this.#begin(output.slot);
    } else if (output.kind === 'cut-run') {
      const line = this.#lines[output.slot] as RunSpec[];
      const at = line.findIndex(({ run }) => run === output.run);
      const spec = line[at];
      if (spec === undefined) throw new Error('A run is cut that is not there.');
      const end = at === 0 ? spec.to : spec.from;
      if (at > 0) line[at] = { ...spec, to: spec.from };
      this.#input({ kind: 'slot-cut', slot: output.slot, run: output.run, end });
    } else if (output.kind === 'send') {
      const seat = this.#seats.get(output.client) as Seat;
      const { message } = output;
      this.#at(this.#now + seat.rival.roundTripMs, () => {
        if (message.kind === 'credit') seat.credit = message.limit;
        if (message.kind === 'done') seat.out -= 1;
        if (message.kind === 'credit' || message.kind === 'done') this.#fill(seat);
      });
    }
  }

  /** The thread takes the next run of its line. */
  #begin(slot: number): void {
    const [spec] = this.#lines[slot] as RunSpec[];
    if (spec === undefined) return;
    this.#startedAt[slot] = this.#now;
    const ms = spec.to === spec.from ? 0 : (this.#durations.get(spec.attempt) ?? 0);
    this.#at(this.#now + ms, () => this.#end(slot, spec, ms));
  }

  #end(slot: number, spec: RunSpec, ms: number): void {
    const from = this.#startedAt[slot] as number;
    const { name: client, reservation } = (this.#owners.get(spec.attempt) as Seat).rival;
    if (ms > 0) this.services.push({ client, from, to: this.#now, slots: reservation?.slots ?? 1 });
    const at = { slot, run: spec.run };
    if (spec.to > spec.from) this.#input({ kind: 'slot-slice', ...at, first: 0, count: 1, values: value });
    const line = this.#lines[slot] as RunSpec[];
    line.shift();
    const waits = line.length > 0;
    this.#input({ kind: 'slot-done', ...at, busyMs: ms, linesDropped: 0 });
    if (waits) this.#begin(slot);
  }
}
