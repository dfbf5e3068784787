import { describe, expect, test } from 'vitest';
import { REAL_CORES } from '../simulate.js';
import { findBug, plantedBugs } from './planted-bugs.js';

/** Within how many seeds a bug must be found here; the rare ones take `pnpm sim:planted`. */
const SEEDS_MAX = 60;

describe('a planted bug is found', () => {
  test('and there are many, each of its own', () => {
    expect(new Set(plantedBugs.map(({ name }) => name)).size).toBe(plantedBugs.length);
    expect(plantedBugs.length).toBeGreaterThanOrEqual(30);
  });

  for (const bug of plantedBugs.filter(({ isRare = false }) => !isRare))
    test(bug.name, { timeout: 120_000 }, () => {
      expect(findBug(bug, SEEDS_MAX)).toBeDefined();
    });

  test('and none where none is', { timeout: 120_000 }, () => {
    expect(findBug({ cores: REAL_CORES }, 20)).toBeUndefined();
  });
});
