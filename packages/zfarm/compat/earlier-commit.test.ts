/** Machines are not upgraded all at once: workers and clients of two commits that follow each other work together. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliProcess, privateNetwork } from '../test/cli-process.js';
import { end, printed, run } from '../test/support/run.js';
import { EarlierBuild, earlierCommit } from './earlier-build.js';

const here = join(import.meta.dirname, '../dist/cli/main.js');
const earlier = await earlierCommit();
const title = 'commit' in earlier ? earlier.commit.slice(0, 10) : `not tried: ${earlier.obstacle}`;

// Whom they let in may differ between two commits; it is the protocol that is compared.
const insecure = { ZFARM_INSECURE: '1' };

const LINES = Array.from({ length: 300 }, (_, line) => line);
/** Values that go every way the protocol has: within a message, beside it, and in fragments. */
const FUNCTION = `line => {
  const sizes = { 7: 100_000, 8: 600_000 };
  const bytes = new Uint8Array(sizes[line] ?? 4).fill(line % 256);
  return { size: bytes.length, last: bytes.at(-1), text: new Date(0).toISOString(), twice: line + line };
}`;

describe.skipIf('obstacle' in earlier)(`the commit before this one (${title})`, () => {
  let build: EarlierBuild;

  beforeAll(async () => {
    if ('commit' in earlier) build = await EarlierBuild.of(earlier.commit);
  }, 300_000);

  afterAll(() => build?.[Symbol.asyncDispose]());

  it.each<[string, () => readonly [string, string]]>([
    ['its worker serves a client of today', () => [build.cli, here]],
    ['a worker of today serves its client', () => [here, build.cli]],
  ])('%s', async (_, programs) => {
    const [workerProgram, clientProgram] = programs();
    const network = await privateNetwork();
    const args = [workerProgram, 'worker', '--name', 'red', '--threads', '1', ...network];
    const worker = spawn(process.execPath, args, { env: { ...process.env, ...insecure } });
    try {
      await printed(worker, ' serves ');
      await expectResults([clientProgram, 'map', '-e', FUNCTION, '--local', 'never', ...network]);
    } finally {
      await end(worker);
    }
  });

  it('were its protocol another one, both sides would name both versions', async () => {
    await build.speakOnly(8, 9);
    const network = await privateNetwork();
    const args = [build.cli, 'worker', '--name', 'red', '--threads', '1', ...network];
    const worker = spawn(process.execPath, args, { env: { ...process.env, ...insecure } });
    try {
      await printed(worker, ' serves ');
      const refused = printed(worker, 'refused: ');
      await using client = new CliProcess(['map', '-e', 'x => x', '--local', 'never', ...network], {
        env: insecure,
      });
      client.child.stdin.write('a\n');
      await client.said(
        /ZFARM_PROTOCOL_REFUSED.*red speaks task protocol 8-9, this node \d-\d/,
        'stderr',
        20_000,
      );
      expect(await refused).toMatch(/refused: .* speaks task protocol \d-\d, this node 8-9/);
    } finally {
      await end(worker);
    }
  });
});

async function expectResults(args: readonly string[]): Promise<void> {
  const input = LINES.map((line) => `${line}\n`).join('');
  const { code, stdout, stderr } = await run(process.execPath, args, { input, env: insecure });
  expect(stderr).toMatch(/^300 lines in .* on 1 worker: red 300\n$/);
  const sizes: Readonly<Record<number, number>> = { 7: 100_000, 8: 600_000 };
  const results = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  const text = new Date(0).toISOString();
  expect(results).toEqual(
    LINES.map((n) => ({ size: sizes[n] ?? 4, last: n % 256, text, twice: `${n}${n}` })),
  );
  expect(code).toBe(0);
}
