import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

async function printed(program: string, size: number): Promise<string> {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const env = { ...process.env, ZFARM_CLUSTER: `test-${randomUUID()}`, ZFARM_INTERFACE: '127.0.0.1' };
  const { stdout } = await run(process.execPath, [file, String(size)], { env, timeout: 25_000 });
  return stdout.trim();
}

test('Fibonacci numbers', async () => {
  expect(await printed('fib.mjs', 25)).toBe('fib(25) = 75025');
});

test('quicksort', async () => {
  expect(await printed('quicksort.mjs', 20_000)).toBe('20000 numbers: sorted');
});

test('the product of two matrices', async () => {
  expect(await printed('matrix-product.mjs', 60)).toBe('60 x 60: right');
});
