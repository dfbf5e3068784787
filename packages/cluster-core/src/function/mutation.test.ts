import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import * as state from '../../test/fixtures/state.js';
import type { AnyFunction } from './function-source.js';
import { shipFunction } from './ship-function.js';

/** The warnings that shipping gives, as they reach the process. */
async function warningsOf(fn: AnyFunction, vars: Record<string, unknown> = {}): Promise<readonly string[]> {
  const warnings: string[] = [];
  const listen = (warning: Error & { code?: string }): void => {
    if (warning.code === 'ZFARM_MUTATED_CAPTURE') warnings.push(warning.message);
  };
  process.on('warning', listen);
  shipFunction(fn, { vars });
  // Warnings come in the order in which they were given: ours are through when this one is.
  const marker = once(process, 'warning');
  process.emitWarning('the end of a test', 'TestMarker');
  await marker;
  process.off('warning', listen);
  return warnings;
}

describe('captured state that a function changes', () => {
  it.each([
    [
      'counter',
      () => {
        let counter = 0;
        return () => {
          counter += 1;
          return counter;
        };
      },
    ],
    [
      'state.deep.x',
      () => {
        const state = { deep: { x: 1 } };
        return () => {
          state.deep.x = 2;
        };
      },
    ],
    [
      'table[…]',
      () => {
        const table: Record<string, number> = {};
        return (key: string) => {
          delete table[key];
        };
      },
    ],
    [
      'first',
      () => {
        let first = 0;
        return () => {
          [first] = [1];
          return first;
        };
      },
    ],
    [
      'named',
      () => {
        let named = 0;
        return () => {
          ({ x: named } = { x: 1 });
          return named;
        };
      },
    ],
    [
      'list.push()',
      () => {
        const list: number[] = [];
        return (x: number) => list.push(x);
      },
    ],
    [
      'seen.set()',
      () => {
        const seen = new Map();
        return (x: number) => seen.set(x, 1);
      },
    ],
    [
      'later.push()',
      () => {
        const later: number[] = [];
        return (x: number) => (later.includes(x) ? 0 : later.push(x));
      },
    ],
    [
      'state.list.push()',
      () => {
        const state = { list: [1] };
        return (x: number) => state.list.push(x);
      },
    ],
    [
      'counters.total',
      () => () => {
        state.counters.total += 1;
        return Object.keys(state);
      },
    ],
    ['shared.seen.add()', () => (x: number) => state.shared.seen.add(x)],
  ])('gives a warning for %s, once', async (text, make) => {
    const [warning, ...more] = await warningsOf(make());
    expect(warning).toContain(`changes "${text}" (fn → `);
    expect(warning).toMatch(/stays in the copy of each worker thread.*Return what you want to know.*"vars"/);
    expect(more).toEqual([]);
    expect(await warningsOf(make())).toEqual([]);
  });

  it('gives one for a helper, with the way to it', async () => {
    let total = 0;
    const add = (x: number): number => {
      total += x;
      return total;
    };
    const [warning] = await warningsOf((x: number) => add(x));
    expect(warning).toContain('(fn → add → total)');
  });

  it('gives none for what is its own, what is passed, and what only looks like a change', async () => {
    const sorter = { sort: (x: number) => x };
    const { sort } = sorter;
    const texts = ['a'];
    const fn = (x: number): unknown => {
      let own = sort(x);
      own += 1;
      const list = [own];
      list.push(texts.length, texts.indexOf('a'));
      process.exitCode = undefined;
      return list;
    };
    expect(await warningsOf(fn)).toEqual([]);
    let passed = 0;
    const counts = (): number => {
      passed += 1;
      return passed;
    };
    expect(await warningsOf(counts, { passed: 0 })).toEqual([]);
  });
});

describe('getters of captured objects', () => {
  it('are read exactly once, also in shared and ringed objects', () => {
    let reads = 0;
    const inner = {
      get count() {
        reads += 1;
        return { reads };
      },
    };
    const ring: Record<string, unknown> = { inner, list: [inner], map: new Map([['k', inner]]), plain: 1 };
    ring['self'] = ring;
    shipFunction(() => ring);
    expect(reads).toBe(1);
    const lone = {
      get default() {
        reads += 1;
        return reads;
      },
      other: 1,
    };
    shipFunction(() => lone);
    expect(reads).toBe(2);
    const onlyGetter = {
      get value() {
        reads += 1;
        return reads;
      },
    };
    shipFunction(() => onlyGetter);
    expect(reads).toBe(3);
  });
});
