/**
 * Runs the tests that depend on the version of Node.js (functions read out of their closures, threads that die, sockets, packed
 * packages) on other versions than the one at hand: `node scripts/test-on-node.mjs 22 24`. Their binaries are npm packages; one
 * that cannot be had is skipped by name. The last line is the outcome of all.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const MINUTE = 60_000;
const WINDOWS = process.platform === 'win32';
const TESTS = [
  'packages/cluster-core',
  'packages/worker/test',
  'packages/scheduler/test',
  'packages/zfarm/test/library',
  'packages/zfarm/test/nested.test.ts',
  'packages/zfarm/test/register-class.test.ts',
  'packages/zfarm/test/use-after-transfer.test.ts',
  'packages/zfarm/test/packed.long.test.ts',
];
const COUNTS = /^(\d+) passed, (\d+) failed, (\d+) skipped$/gm;

/**
 * Runs a program to its end, or ends it.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ ms: number, env?: NodeJS.ProcessEnv, echo?: boolean }} how
 * @returns {Promise<{ code: number | null, output: string }>}
 */
async function run(command, args, { ms, env = process.env, echo = false }) {
  const child = spawn(command, args, {
    cwd: root,
    env,
    timeout: ms,
    shell: WINDOWS,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text;
      if (echo) process.stdout.write(text);
    });
  }
  child.on('error', (error) => {
    output += String(error);
  });
  const [code] = await once(child, 'close');
  return { code, output };
}

/**
 * The binary of the newest release of a major version, installed if it is not there; undefined where it cannot be had.
 *
 * @param {string} major
 */
async function binaryOf(major) {
  const folder = join(root, 'node_modules', '.cache', 'zfarm-nodes', major);
  const name = `node-${WINDOWS ? 'win' : process.platform}-${process.arch}`;
  const binary = join(folder, 'node_modules', name, 'bin', WINDOWS ? 'node.exe' : 'node');
  if (!existsSync(binary)) {
    await mkdir(folder, { recursive: true });
    const flags = ['--no-audit', '--no-fund', '--no-save', '--ignore-scripts', '--prefix', folder];
    await run(WINDOWS ? 'npm.cmd' : 'npm', ['install', ...flags, `${name}@${major}`], { ms: 3 * MINUTE });
  }
  return existsSync(binary) ? binary : undefined;
}

/** @type {[passed: number, failed: number, skipped: number]} */
const total = [0, 0, 0];
for (const major of process.argv.slice(2)) {
  const binary = await binaryOf(major);
  if (binary === undefined) {
    console.log(
      `Node.js ${major}: skipped, its npm package cannot be had here. Install it, and run the tests with it.`,
    );
    total[2] += 1;
    continue;
  }
  console.log(`Node.js ${major}: ${binary}`);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const env = { ...process.env, PATH: `${dirname(binary)}${delimiter}${process.env['PATH'] ?? ''}` };
  const { code, output } = await run(
    binary,
    [
      vitest,
      'run',
      '--project',
      'unit',
      '--project',
      'integration',
      '--project',
      'long-integration',
      ...TESTS,
    ],
    { ms: 8 * MINUTE, env, echo: true },
  );
  const [, passed, failed, skipped] = [...output.matchAll(COUNTS)].at(-1) ?? ['', '0', '1', '0'];
  total[0] += Number(passed);
  total[1] += Number(failed) === 0 && code !== 0 ? 1 : Number(failed);
  total[2] += Number(skipped);
}
console.log(`${total[0]} passed, ${total[1]} failed, ${total[2]} skipped`);
process.exitCode = total[1] === 0 ? 0 : 1;
