import type { ToWorker } from '@zfarm/cluster-core/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyToWorker } from '../../../cluster-core/test/support/any-message.js';
import { assign, Bench } from '../../test/core-bench.js';

const CODE = '1'.repeat(32);

/** A worker that does at once what it is to run, and what it has told an honest client. */
class Scene {
  readonly bench: Bench = new Bench();
  readonly done: number[] = [];

  constructor() {
    for (const client of ['honest', 'mallory']) this.bench.open(client);
    this.bench.put('honest', CODE);
    this.#work();
  }

  send(client: string, message: ToWorker): void {
    this.bench.send(client, message);
    this.#work();
  }

  #work(): void {
    this.#note();
    for (let run = this.bench.held.shift(); run !== undefined; run = this.bench.held.shift()) {
      this.bench.done(0, run);
      this.#note();
    }
  }

  #note(): void {
    for (const message of this.bench.sent('honest'))
      if (message.kind === 'done') this.done.push(message.attempt);
  }
}

test('whatever one client says, the worker stays sane, and another’s attempts are done, each once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(anyToWorker, { maxLength: 12 }), { minLength: 6, maxLength: 6 }),
      (rounds) => {
        const scene = new Scene();
        for (const [round, messages] of rounds.entries()) {
          for (const message of messages) scene.send('mallory', message);
          scene.send('honest', assign(round, 10 * round, 10, CODE));
        }
        expect(scene.done).toEqual(rounds.map((_, round) => round));
      },
    ),
    { numRuns: 100 },
  );
});
