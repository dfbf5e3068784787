import { spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bin, CliProcess, type Outcome, privateNetwork, startWorker, zfarm } from './cli-process.js';

/** Nobody, as most systems have it. */
const NOBODY = { uid: 65_534, gid: 65_534 };

/** Why a program of another user cannot be tried here. */
function obstacleOf(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root, who may start programs as others';
  const { status } = spawnSync(process.execPath, [bin, '--version'], { ...NOBODY, timeout: 20_000 });
  return status === 0 ? undefined : 'another user may not read these files';
}

const obstacle = obstacleOf();
let home: string;
let network: string[];

const at = (name: string): string => join(home, name);
const settings = (name: string): { ZFARM_CONFIG_DIR: string } => ({ ZFARM_CONFIG_DIR: at(name) });

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'zfarm-users-'));
  network = await privateNetwork();
  await chmod(home, 0o755);
  await mkdir(at('theirs'), { mode: 0o700 });
  await chown(at('theirs'), NOBODY.uid, NOBODY.gid);
  // Where everybody may leave a mark.
  await mkdir(at('marks'));
  await chmod(at('marks'), 0o777);
});

afterEach(() => rm(home, { recursive: true }));

const evil = (): string[] => {
  const mark = JSON.stringify(at('marks/ran'));
  return [
    'map',
    '-e',
    `async () => (await import('node:fs')).writeFileSync(${mark}, '')`,
    '--local',
    'never',
  ];
};

/** A program of the other user, with the settings in that folder. */
const theirs = (folder: string, ...args: readonly string[]): CliProcess =>
  new CliProcess([...args, ...network], { env: settings(folder), user: NOBODY, cwd: '/' });

async function toldBy(program: CliProcess): Promise<Outcome> {
  await using ended = program;
  ended.child.stdin.end('1\n');
  return await ended.outcome;
}

describe.skipIf(obstacle !== undefined)(
  `another user of this machine${obstacle === undefined ? '' : ` (not tried: it ${obstacle})`}`,
  () => {
    it('runs nothing on a worker without a key: with a secret of its own, with none, or with mine named', async () => {
      await using worker = await startWorker(['--threads', '1', ...network], { env: settings('mine') });
      await using waiting = theirs('theirs', ...evil());
      waiting.child.stdin.end('1\n');
      const nodes = await toldBy(theirs('theirs', 'nodes', '--wait', '1.2'));
      expect(nodes).toMatchObject({ code: 0, stdout: expect.not.stringContaining('worker') });
      expect(nodes.stderr).toContain('Nodes of other users');
      await worker.said(/refused: Nodes of other users/);

      const curious = await toldBy(theirs('mine', ...evil()));
      expect(curious).toMatchObject({ code: 2, stdout: '' });
      expect(curious.stderr).toMatch(
        /Cannot read .*user\.secret.*Name a folder of your own by ZFARM_CONFIG_DIR/,
      );
      const open = await toldBy(theirs('theirs', 'nodes', '--wait', '1.2', '--insecure'));
      expect(open.stdout).not.toContain('worker');

      const own = ['map', '-e', 'x => x + x', '--local', 'never', ...network];
      expect(await zfarm(own, 'a\n', { env: settings('mine') })).toMatchObject({ code: 0, stdout: 'aa\n' });
      await waiting.said(/no worker of cluster/, 'stderr');
      expect(await readdir(at('marks'))).toEqual([]);
    });

    it('is given nothing to run by a program of mine', async () => {
      await using worker = theirs('theirs', 'worker', '--threads', '1');
      await worker.said(/ serves /);
      const nodes = await zfarm(['nodes', '--wait', '1.2', ...network], '', { env: settings('mine') });
      expect(nodes).toMatchObject({ code: 0, stdout: '' });
      expect(nodes.stderr).toContain('Nodes of other users');
    });
  },
);
