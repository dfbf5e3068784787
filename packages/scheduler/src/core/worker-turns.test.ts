import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWorker } from './worker-state.js';
import { WorkerTurns } from './worker-turns.js';

const capacity = {
  slots: 1,
  memoryBytes: 1e9,
  platform: 'linux-x64',
  nodeVersion: '20.20.2',
  labels: {},
  resources: {},
};
const step = fc.tuple(fc.constantFrom('free', 'roomy', 'none', 'toBack'), fc.nat({ max: 4 }));

test('keeps two lists of workers in order, as two Sets would', () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const workers = Array.from({ length: 5 }, (_, n) =>
        createWorker({ kind: 'worker-opened', worker: `w${n}`, capacity, local: false }, 0),
      );
      const lists = { free: new WorkerTurns(), roomy: new WorkerTurns() };
      const model = { free: new Set<string>(), roomy: new Set<string>() };
      for (const [to, at] of steps) {
        const worker = workers[at];
        if (worker === undefined) continue;
        for (const name of ['free', 'roomy'] as const) {
          const here = lists[name].has(worker);
          expect(here).toBe(model[name].has(worker.id));
          if (!here) continue;
          model[name].delete(worker.id);
          if (to === 'toBack') {
            lists[name].toBack(worker);
            model[name].add(worker.id);
          } else lists[name].delete(worker);
        }
        if (to !== 'free' && to !== 'roomy') continue;
        lists[to].add(worker);
        model[to].add(worker.id);
      }
      for (const name of ['free', 'roomy'] as const) {
        const ids = [...lists[name]].map(({ id }) => id);
        expect(ids).toEqual([...model[name]]);
        expect(lists[name].first?.id).toBe(ids[0]);
        expect(lists[name].size).toBe(ids.length);
      }
    }),
  );
});
