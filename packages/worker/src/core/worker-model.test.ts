import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODES, Model } from '../../test/worker-model.js';

const client = fc.constantFrom('a', 'b', 'c');
const code = fc.constantFrom(...CODES);
const slot = fc.nat(2);
type Step = (model: Model) => void;

const step: fc.Arbitrary<Step> = fc.oneof(
  client.map(
    (who): Step =>
      (model) =>
        model.open(who),
  ),
  {
    weight: 6,
    arbitrary: fc.tuple(client, fc.nat(50), fc.integer({ min: 1, max: 20 }), code).map(
      ([who, first, count, what]): Step =>
        (model) =>
          model.assign(who, first, count, what),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(client, code).map(
      ([who, what]): Step =>
        (model) =>
          model.say(who, { kind: 'code-put', code: what }),
    ),
  },
  fc.tuple(client, fc.nat(3), fc.integer({ min: 1, max: 5 })).map(
    ([who, chunks, weight]): Step =>
      (model) =>
        model.say(who, { kind: 'demand', chunks, weight }),
  ),
  {
    weight: 2,
    arbitrary: fc.tuple(client, fc.constantFrom('cancel', 'retract'), fc.nat()).map(
      ([who, kind, pick]): Step =>
        (model) =>
          model.end(who, kind, pick),
    ),
  },
  {
    weight: 12,
    arbitrary: fc.tuple(slot, fc.nat(8), fc.boolean()).map(
      ([which, items, fails]): Step =>
        (model) =>
          model.step(which, items, fails),
    ),
  },
  fc.tuple(slot, fc.nat(4)).map(
    ([which, untold]): Step =>
      (model) => {
        for (const death of model.death(which, untold)) model.input(death);
      },
  ),
  {
    weight: 3,
    arbitrary: fc.nat(150).map(
      (ms): Step =>
        (model) =>
          model.pass(ms),
    ),
  },
);
const closing: fc.Arbitrary<Step> = client.map((who) => (model) => model.close(who));
const rare: fc.Arbitrary<Step> = fc.oneof({ weight: 60, arbitrary: step }, closing);
const drain = fc.constantFrom(undefined, 0, 20, Infinity);

describe('worker core against a model', () => {
  it('keeps its invariants, reports each item once, and brings every attempt to an end', () => {
    fc.assert(
      fc.property(fc.array(rare, { minLength: 20, maxLength: 250 }), drain, (steps, withinMs) => {
        const drains = withinMs !== undefined;
        const model = new Model();
        for (const who of ['a', 'b']) model.open(who);
        for (const run of steps) run(model);
        if (drains) model.input({ kind: 'drain', withinMs });
        model.settle();
        expect(model.drained).toBe(drains);
      }),
      { numRuns: 200 },
    );
  });
});
