import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('./fixtures/pool/closure.pool.ts', import.meta.url));
const config = fileURLToPath(new URL('./fixtures/pool/vitest.config.ts', import.meta.url));
const manifest = createRequire(import.meta.url).resolve('vitest/package.json');
const cli = join(dirname(manifest), 'vitest.mjs');

// A context of its own has other globals than those that the inspector sees.
it.each(['vmForks', 'vmThreads'])('functions of tests travel in the pool %s', async (pool) => {
  const args = [
    cli,
    'run',
    '--root',
    dirname(program),
    '--config',
    config,
    '--pool',
    pool,
    '--reporter',
    'json',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000 });
  const { numPassedTests, success } = JSON.parse(stdout) as { numPassedTests: number; success: boolean };
  expect([numPassedTests, success]).toEqual([1, true]);
});
