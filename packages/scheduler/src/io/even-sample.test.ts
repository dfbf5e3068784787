import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EvenSample } from './even-sample.js';

test('what fits is kept as it is; of more, every second, fourth ... is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 0, max: 500 }), (most, count) => {
      const sample = new EvenSample<number>(most);
      for (let value = 0; value < count; value += 1) sample.add(value);
      const { every, values } = sample;
      expect(values.length).toBeLessThanOrEqual(most);
      expect(values).toEqual(Array.from({ length: Math.ceil(count / every) }, (_, index) => index * every));
      if (every > 1) expect(count / every).toBeGreaterThan(most / 2 - 1);
      sample.clear();
      sample.add(7);
      expect([sample.every, sample.values]).toEqual([1, [7]]);
    }),
  );
});
