import { expect, it } from 'vitest';
import { diagnoseClock } from './diagnose-clock.js';

const NOW = Date.UTC(2026, 10, 23, 3);

it('has nothing to say of a clock that goes on, a little faster or slower', () => {
  expect(diagnoseClock({ timeMs: NOW, jumpMs: 0 })).toEqual([]);
  expect(diagnoseClock({ timeMs: NOW, jumpMs: -20 })).toEqual([]);
});

it('finds a clock that was never set', () => {
  const [found] = diagnoseClock({ timeMs: 12_000, jumpMs: 0 });
  expect(found).toMatchObject({ severity: 'warning', code: 'clock' });
  expect(found?.text).toBe('the clock of this machine says 1970-01-01T00:00:12.000Z, which is long over');
});

it('finds a clock that is set meanwhile', () => {
  const [found] = diagnoseClock({ timeMs: NOW, jumpMs: -90_000 });
  expect(found?.text).toMatch(/was set while it was watched: 90\.0 s back, to 2026-11-23T03:00:00\.000Z$/);
});
