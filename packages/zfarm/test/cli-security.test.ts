import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliOptions, type Outcome, privateNetwork, startWorker, zfarm } from './cli-process.js';

let home: string;
let network: string[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'zfarm-keys-'));
  network = await privateNetwork();
});

afterEach(() => rm(home, { recursive: true }));

const at = (name: string): string => join(home, name);
const line = ['map', '-e', 'x => x + x', '--local', 'never'];

/** A user of this machine, by where the settings are. */
const user = (name: string): CliOptions => ({ env: { ZFARM_CONFIG_DIR: at(name) } });

async function keygen(...args: readonly string[]): Promise<Outcome> {
  const outcome = await zfarm(['keygen', ...args], '', user('me'));
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  return outcome;
}

const mapped = (options: CliOptions, ...args: readonly string[]): Promise<Outcome> =>
  zfarm([...line, ...args, ...network], 'a\n', options);

/** What becomes of a program that nobody serves. */
async function starved(...args: readonly string[]): Promise<string> {
  const nodes = await zfarm(['nodes', '--wait', '1.2', ...args, ...network], '', user('me'));
  expect(nodes).toMatchObject({ code: 0, stdout: '' });
  return nodes.stderr;
}

describe('without a key', () => {
  it('a program of the same user is served, one of another user finds nobody, and both are told', async () => {
    await using worker = await startWorker(['--threads', '1', ...network], user('me'));
    expect((await stat(at('me/user.secret'))).mode & 0o777).toBe(0o600);
    expect(await mapped(user('me'))).toMatchObject({ code: 0, stdout: 'aa\n' });
    const nodes = await zfarm(['nodes', '--wait', '1.2', ...network], '', user('you'));
    expect(nodes.stdout).toBe('');
    expect(nodes.stderr).toMatch(/Nobody of cluster[\s\S]*Nodes of other users/);
    await worker.said(/refused: Nodes of other users/);
  });

  it('a secret that others can read is refused, with the remedy', async () => {
    await startWorker(['--threads', '1', ...network], user('me')).then((worker) =>
      worker[Symbol.asyncDispose](),
    );
    await chmod(at('me/user.secret'), 0o644);
    const { code, stderr } = await zfarm(['worker', ...network], '', user('me'));
    expect(code).toBe(2);
    expect(stderr).toContain(
      `user.secret can be read by others (mode 0644). Close it: chmod 600 '${at('me/user.secret')}'`,
    );
  });
});

describe('with keys', () => {
  it('a member submits, who has another key or a worker-only key does not', async () => {
    await keygen();
    await keygen('--role', 'worker', '--out', at('worker.key'));
    await keygen('--out', at('other.key'));
    expect((await stat(at('me/cluster.key'))).mode & 0o777).toBe(0o600);
    await using worker = await startWorker(['--threads', '1', '--key', at('worker.key'), ...network]);
    await worker.said(/Programs with a member key of this cluster/);
    const member = ['--key', at('me/cluster.key')];
    expect(await mapped({}, ...member)).toMatchObject({ code: 0, stdout: 'aa\n' });
    expect(await mapped({}, '--key', at('worker.key'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is for workers only'),
    });
    expect(await starved('--key', at('other.key'))).toMatch(/Nodes with another key are there/);
    await worker.said(/refused: Nodes with another key/);
    expect(await starved('--insecure')).toMatch(/Nodes with a key are there and refuse this one/);
  });

  it('are never overwritten, and refused when others can read them', async () => {
    await keygen();
    const again = await zfarm(['keygen'], '', user('me'));
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('is there already') });
    expect(await readdir(at('me'))).toEqual(['cluster.key']);
    await chmod(at('me/cluster.key'), 0o640);
    const { code, stderr } = await zfarm(['worker', '--key', at('me/cluster.key'), ...network]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/can be read by others \(mode 0640\)\. Close it: chmod 600/);
  });
});
