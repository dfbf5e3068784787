import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('./operators.mjs', import.meta.url));

test('every example runs and gives the right answer', { timeout: 120_000 }, async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM]);
  expect(stderr).toBe('');
  const lines = stdout.split('\n');
  expect(lines.at(-2)).toBe('All answers are right.');
  expect(lines).toEqual(
    expect.arrayContaining([
      '3 + 4 = 7',
      'sum of 21 from 1, 1 parts = 22',
      'sum of 21 from 1, 2 parts = 23',
      'sum of 21 from 1, 3 parts = 24',
      'area = 63',
      'ended = 3',
      'threads told = 2',
      'greeting = hello world',
    ]),
  );
});
