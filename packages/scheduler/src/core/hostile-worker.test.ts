import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyToClient } from '../../../cluster-core/test/support/any-message.js';
import { CoreHarness, done, slice } from '../../test/support/core-harness.js';

const ITEMS = 12;

test('whatever a worker says that has nothing of a job, the job is done where it may run, each item once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(anyToClient, { maxLength: 12 }), { minLength: 6, maxLength: 6 }),
      (rounds) => {
        const harness = new CoreHarness();
        const settled: number[] = [];
        const ends: string[] = [];
        const waiting: ReturnType<CoreHarness['assigns']> = [];
        const look = (): void => {
          waiting.push(...harness.assigns().filter(({ worker }) => worker === 'good'));
          expect(harness.assigns().every(({ worker }) => worker === 'good')).toBe(true);
          for (const output of harness.out)
            if (output.kind === 'items-settled')
              settled.push(...Array.from({ length: output.count }, (_, n) => output.first + n));
          ends.push(...harness.ended());
        };
        harness.enter('mallory', { slots: 4 });
        harness.enter('good', { labels: { own: 'yes' } });
        harness.submit(ITEMS, { labels: { own: 'yes' } });
        harness.tell('good', { kind: 'credit', limit: 2 });
        look();
        for (const messages of rounds) {
          for (const message of messages) {
            harness.tell('mallory', message);
            look();
          }
          const next = waiting.shift();
          if (next === undefined) continue;
          harness.tell('good', slice(next.attempt, next.first, next.count), done(next.attempt));
          look();
        }
        expect({ settled, ends }).toEqual({
          settled: Array.from({ length: ITEMS }, (_, n) => n),
          ends: ['completed'],
        });
      },
    ),
    { numRuns: 100 },
  );
});
