import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { repositoryRoot } from './repository-files.js';

// .ci/run decides what counts as passed, so it is tried here with an `npx` that fails in every way it can.

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zfarm-ci-'));
  for (const name of ['.ci', 'bin', 'home']) mkdirSync(join(folder, name));
  copyFileSync(join(repositoryRoot, '.ci/run'), join(folder, '.ci/run'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs .ci/run where `npx -y pnpm@12 <step>` does what `steps` says in shell. */
function run(steps: { install?: string; check?: string; test?: string }): {
  lines: string[];
  status: number | null;
} {
  const cases = Object.entries(steps).map(([step, does]) => `${step}) ${does};;`);
  const npx = join(folder, 'bin/npx');
  writeFileSync(npx, `#!/usr/bin/env bash\ncase "$3" in\n${cases.join('\n')}\n*) ;;\nesac\n`);
  chmodSync(npx, 0o755);
  const child = spawnSync('bash', [join(folder, '.ci/run')], {
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`,
      HOME: join(folder, 'home'),
    },
  });
  return { lines: child.stdout.trimEnd().split('\n'), status: child.status };
}

describe.skipIf(process.platform === 'win32')('.ci/run (needs bash)', () => {
  test('passes when all passes, and ends with the counts', () => {
    const { lines, status } = run({ test: 'echo 3 passed, 0 failed, 1 skipped; echo afterwards' });
    expect(lines.at(-1)).toBe('3 passed, 0 failed, 1 skipped');
    expect(status).toBe(0);
  });

  test('fails with a failed check, yet counts the tests', () => {
    const { lines, status } = run({ check: 'exit 7', test: 'echo 3 passed, 0 failed, 0 skipped' });
    expect(lines.at(-1)).toBe('3 passed, 0 failed, 0 skipped');
    expect(status).toBe(7);
  });

  test('fails with the tests, whatever they print last', () => {
    const { lines, status } = run({ test: 'echo 3 passed, 1 failed, 0 skipped; echo noise >&2; exit 5' });
    expect(lines.at(-1)).toBe('3 passed, 1 failed, 0 skipped');
    expect(status).toBe(5);
  });

  test('does not believe an exit code that contradicts the counts', () => {
    expect(run({ test: 'echo 3 passed, 1 failed, 0 skipped' }).status).toBe(1);
  });

  test('fails when the tests did not run to their end', () => {
    const { lines, status } = run({ test: 'echo "Aborted"' });
    expect(lines.at(-1)).toBe('Aborted');
    expect(status).toBe(1);
  });

  test('stops at a failed install', () => {
    const { lines, status } = run({ install: 'exit 4', test: 'echo 3 passed, 0 failed, 0 skipped' });
    expect(lines.at(-1)).toBe('== install');
    expect(status).toBe(4);
  });
});
