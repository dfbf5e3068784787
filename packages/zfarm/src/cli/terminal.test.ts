import { afterEach, expect, test, vi } from 'vitest';
import { colorsFor } from './terminal.js';

afterEach(() => vi.unstubAllEnvs());

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
])('colours on a terminal (%s) with %j: %s', (isTTY, variables, coloured) => {
  vi.stubEnv('TERM', 'xterm');
  vi.stubEnv('NO_COLOR', undefined);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  expect(colorsFor({ isTTY }).red('x') !== 'x').toBe(coloured);
});
