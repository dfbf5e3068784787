import type { Reservation } from '@zfarm/cluster-core/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign, Bench, value } from '../../test/core-bench.js';
import type { StockOptions } from './stock.js';
import type { RunSpec } from './worker-output.js';

const reserve = (changed: Partial<Reservation>): Reservation => ({
  slots: 1,
  memoryBytes: 0,
  resources: {},
  ...changed,
});

/** A bench that knows which runs each slot holds. */
class Floor {
  readonly bench: Bench;
  readonly running: RunSpec[][];
  readonly slots: number;
  /** Attempts in the order in which they began. */
  readonly begun: number[] = [];

  constructor(slots: number, stock: Omit<StockOptions, 'slots'> = {}) {
    this.bench = new Bench(slots, stock);
    this.slots = slots;
    this.running = Array.from({ length: slots }, () => []);
  }

  open(...clients: string[]): void {
    for (const client of clients) {
      this.bench.open(client);
      this.bench.put(client, client);
      this.#take();
    }
  }

  assign(client: string, attempt: number, reservation?: Reservation): void {
    this.bench.send(client, { ...assign(attempt, 0, 1, client), reservation });
    this.#take();
  }

  done(slot: number, ms: number): void {
    const run = this.running[slot]?.shift();
    if (run === undefined) throw new Error(`Slot ${slot} runs nothing.`);
    this.bench.now += ms;
    const { run: number, from: first } = run;
    this.bench.input({ kind: 'slot-slice', slot, run: number, first, count: 1, values: value });
    this.#take();
    this.bench.input({ kind: 'slot-done', slot, run: number, busyMs: ms, linesDropped: 0 });
    this.#take();
  }

  /** The attempts at the front of each slot. */
  fronts(): (number | undefined)[] {
    return this.running.map(([front]) => front?.attempt);
  }

  #take(): void {
    for (const [slot, runs] of this.running.entries()) {
      for (const run of this.bench.runs(slot)) {
        runs.push(run);
        this.begun.push(run.attempt);
      }
    }
  }
}

describe('reservations', () => {
  it('an item of two slots waits until two are empty, and keeps the second one empty', () => {
    const floor = new Floor(2);
    floor.open('a');
    floor.assign('a', 1);
    floor.assign('a', 2);
    floor.assign('a', 3, reserve({ slots: 2 }));
    floor.assign('a', 4);
    expect(floor.fronts()).toEqual([1, 2]);
    floor.done(0, 10);
    expect(floor.fronts()).toEqual([undefined, 2]);
    floor.done(1, 10);
    expect(floor.fronts().filter((front) => front === 3)).toHaveLength(1);
    expect(floor.fronts()).not.toContain(4);
    expect(floor.bench.core.load().busySlots).toBe(2);
    floor.done(floor.fronts().indexOf(3), 10);
    expect(floor.fronts()).toContain(4);
  });

  it('small items of others do not overtake it for ever', () => {
    const floor = new Floor(2);
    floor.open('small', 'wide');
    for (let attempt = 1; attempt <= 50; attempt += 1) floor.assign('small', attempt);
    floor.assign('wide', 100, reserve({ slots: 2 }));
    let finished = 0;
    while (!floor.begun.includes(100)) {
      floor.done(
        floor.running.findIndex((runs) => runs.length > 0),
        10,
      );
      finished += 1;
    }
    expect(finished).toBeLessThan(25);
  });

  it('memory and resources bound what runs, and those who need none pass by', () => {
    const floor = new Floor(4, { memoryBytes: 100, resources: { license: 1 } });
    floor.open('a');
    floor.assign('a', 1, reserve({ resources: { license: 1 } }));
    floor.assign('a', 2, reserve({ resources: { license: 1 } }));
    floor.assign('a', 3, reserve({ memoryBytes: 70 }));
    floor.assign('a', 4, reserve({ memoryBytes: 70 }));
    floor.assign('a', 5);
    expect(floor.begun).toEqual([1, 3, 5]);
    floor.done(floor.fronts().indexOf(3), 10);
    expect(floor.begun).toEqual([1, 3, 5, 4]);
    floor.done(floor.fronts().indexOf(1), 10);
    expect(floor.begun).toEqual([1, 3, 5, 4, 2]);
  });

  it('who waits for two units gets them before those who take one at a time', () => {
    const floor = new Floor(3, { resources: { license: 2 } });
    floor.open('one', 'two');
    const one = reserve({ resources: { license: 1 } });
    for (let attempt = 1; attempt <= 20; attempt += 1) floor.assign('one', attempt, one);
    floor.assign('two', 100, reserve({ resources: { license: 2 } }));
    expect(floor.begun).toEqual([1, 2]);
    // The third had waited before it; the fourth has not.
    floor.done(0, 10);
    floor.done(1, 10);
    expect(floor.begun).toEqual([1, 2, 3]);
    floor.done(floor.fronts().indexOf(3), 10);
    expect(floor.begun).toEqual([1, 2, 3, 100]);
  });

  it('nothing more is begun of a client whose results do not leave, and others go on', () => {
    const floor = new Floor(2);
    floor.open('a', 'b');
    floor.bench.input({ kind: 'client-congested', client: 'a', congested: true });
    floor.assign('a', 1);
    floor.assign('b', 2);
    expect(floor.begun).toEqual([2]);
    floor.bench.input({ kind: 'client-congested', client: 'a', congested: false });
    expect(floor.bench.runs(0).concat(floor.bench.runs(1))).toMatchObject([{ attempt: 1 }]);
  });

  it('what the worker can never meet is dropped and given back', () => {
    const floor = new Floor(2, { memoryBytes: 100, resources: { license: 1 } });
    floor.open('a');
    for (const beyond of [
      { slots: 3 },
      { memoryBytes: 101 },
      { resources: { license: 2 } },
      { resources: { dongle: 1 } },
    ]) {
      floor.assign('a', 1, reserve(beyond));
      expect(floor.bench.kinds()).toEqual(['drop', 'cut']);
      expect(floor.bench.sent()).toMatchObject([{ kind: 'cut', end: 0 }]);
    }
  });

  it('what is reserved is free again after a cancel and after a death', () => {
    const floor = new Floor(2, { memoryBytes: 100 });
    floor.open('a');
    const whole = reserve({ slots: 2, memoryBytes: 100 });
    floor.assign('a', 1, whole);
    floor.bench.send('a', { kind: 'cancel', attempt: assign(1).attempt });
    floor.assign('a', 2, whole);
    expect(floor.begun).toEqual([1]);
    floor.done(0, 5);
    expect(floor.begun).toEqual([1, 2]);
    floor.bench.input({ kind: 'slot-died', slot: floor.fronts().indexOf(2) });
    floor.bench.input({ kind: 'slot-ready', slot: 0 });
    expect(floor.bench.runs(0).concat(floor.bench.runs(1))).toMatchObject([{ attempt: 2 }]);
  });

  it('everything that fits the worker runs in the end, whoever else wants what', () => {
    const wants = fc.record({
      client: fc.constantFrom('a', 'b', 'c'),
      reservation: fc.option(
        fc.record({
          slots: fc.integer({ min: 1, max: 3 }),
          memoryBytes: fc.constantFrom(0, 0, 40, 100),
          resources: fc.constantFrom({}, {}, { license: 1 }, { license: 2 }),
        }),
        { nil: undefined },
      ),
    });
    fc.assert(
      fc.property(fc.array(wants, { maxLength: 60 }), fc.infiniteStream(fc.nat(50)), (all, durations) => {
        const floor = new Floor(3, { memoryBytes: 100, resources: { license: 2 } });
        floor.open('a', 'b', 'c');
        for (const [index, { client, reservation }] of all.entries())
          floor.assign(client, index + 1, reservation);
        for (let step = 0; step < all.length; step += 1) {
          const busy = floor.running.flatMap((runs, slot) => (runs.length > 0 ? [slot] : []));
          const slot = busy[durations.next().value % busy.length];
          if (slot === undefined) throw new Error('Attempts wait, and nothing runs.');
          floor.done(slot, durations.next().value);
        }
        expect(floor.begun.toSorted((x, y) => x - y)).toEqual(all.map((_, index) => index + 1));
      }),
      { numRuns: 500 },
    );
  });
});
