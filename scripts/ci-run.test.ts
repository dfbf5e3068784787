import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

/** What a step does, in shell. A suite that is not told of has no tests. */
interface Steps {
  readonly install?: string;
  readonly check?: string;
  readonly test?: string;
  readonly 'test:page'?: string;
  readonly 'test:lab'?: string;
  readonly 'test:compat'?: string;
  readonly 'test:nodes'?: string;
  readonly 'test:long'?: string;
  readonly interop?: string;
}

/** All that .ci/run calls; other commands are hidden from it. */
const commands =
  'bash dirname env getconf grep mkdir mktemp node npm rm sh sleep tail tee timeout uname'.split(' ');

function script(name: string, body: string): void {
  writeFileSync(join(folder, 'bin', name), `#!/usr/bin/env bash\n${body}\n`, { mode: 0o755 });
}

/** Runs .ci/run where `npx -y pnpm@12 <step>` does what `steps` says. */
function run(steps: Steps, path = [process.env['PATH']]): { lines: string[]; status: number | null } {
  const cases = Object.entries(steps).map(([step, does]) => `${step}) ${does};;`);
  const empty =
    'test | test:page | test:lab | test:compat | test:nodes | test:long | interop) echo 0 passed, 0 failed, 0 skipped;;';
  script('npx', `case "$3" in\n${cases.join('\n')}\n${empty}\n*) ;;\nesac`);
  const child = spawnSync('bash', [join(folder, '.ci/run')], {
    encoding: 'utf8',
    timeout: 15_000,
    env: {
      ...process.env,
      PATH: [join(folder, 'bin'), ...path].join(delimiter),
      HOME: join(folder, 'home'),
    },
  });
  return { lines: child.stdout.trimEnd().split('\n'), status: child.status };
}

/** The same where nothing more is installed than Node, and `apt-get` does this. */
function runBare(steps: Steps, aptGet: string): ReturnType<typeof run> {
  for (const command of commands) symlinkSync(find(command), join(folder, 'bin', command));
  script('id', 'echo 0');
  script('apt-get', aptGet);
  return run(steps, []);
}

function find(command: string): string {
  return execFileSync('bash', ['-c', `type -P ${command}`], { encoding: 'utf8' }).trim();
}

describe.skipIf(process.platform === 'win32')('.ci/run (needs bash)', () => {
  test('passes when all passes, and ends with the sum of the counts', () => {
    const { lines, status } = run({
      test: 'echo 3 passed, 0 failed, 1 skipped; echo afterwards',
      'test:lab': 'echo 10 passed, 0 failed, 0 skipped',
      interop: 'echo 200 passed, 0 failed, 5 skipped',
    });
    expect(lines.at(-1)).toBe('213 passed, 0 failed, 6 skipped');
    expect(status).toBe(0);
  });

  test('fails with a failed check, yet counts the tests', () => {
    const { lines, status } = run({ check: 'exit 7', test: 'echo 3 passed, 0 failed, 0 skipped' });
    expect(lines.at(-1)).toBe('3 passed, 0 failed, 0 skipped');
    expect(status).toBe(7);
  });

  test.each(['test', 'test:page', 'test:lab', 'test:compat', 'test:nodes', 'test:long', 'interop'])(
    'fails with %s, whatever that prints last',
    (suite) => {
      const { lines, status } = run({
        [suite]: 'echo 3 passed, 1 failed, 0 skipped; echo noise >&2; exit 5',
      });
      expect(lines.at(-1)).toBe('3 passed, 1 failed, 0 skipped');
      expect(status).toBe(5);
    },
  );

  test('does not believe an exit code that contradicts the counts', () => {
    expect(run({ interop: 'echo 3 passed, 1 failed, 0 skipped' }).status).toBe(1);
  });

  test('says so when a suite did not run to its end, and counts it as failed', () => {
    const { lines, status } = run({ test: 'echo 3 passed, 0 failed, 0 skipped', interop: 'echo Aborted' });
    expect(lines).toContain(
      'interop did not run to its end (exit code 0; 124 is out of time): it counts as one failed test.',
    );
    expect(lines.at(-1)).toBe('3 passed, 1 failed, 0 skipped');
    expect(status).toBe(1);
  });

  test('stops at a failed install', () => {
    const { lines, status } = run({ install: 'exit 4', test: 'echo 3 passed, 0 failed, 0 skipped' });
    expect(lines.at(-1)).toBe('== install');
    expect(status).toBe(4);
  });

  test('passes where nothing can be installed, and names what is missing', () => {
    const { lines, status } = runBare({ test: 'echo 3 passed, 0 failed, 0 skipped' }, 'exit 100');
    for (const name of ['iproute2', 'nftables', 'python3-venv'])
      expect(lines).toContain(`${name}: not here; what needs it is skipped by name`);
    expect(lines.at(-1)).toBe('3 passed, 0 failed, 0 skipped');
    expect(status).toBe(0);
  });

  test('installs what is missing as root', () => {
    const { lines, status } = runBare({}, '[ "$2" = update ] || echo "asked for $3"');
    expect(lines).toContain('asked for nftables');
    expect(lines).toContain('nftables: installed');
    expect(status).toBe(0);
  });
});
