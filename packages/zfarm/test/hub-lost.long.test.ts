/** The only hub of workers that hear none of each other's beacons is killed, and comes back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CliProcess, privateNetwork, startWorker, zfarm } from './cli-process.js';
import { beaconPort } from './support/free-port.js';

const patience = 20_000;

it('members work on without it, newcomers come when it is back, and whoever waits is told what for', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zfarm-hub-'));
  await using _removed = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
  const key = join(folder, 'cluster.key');
  expect((await zfarm(['keygen', '--out', key])).code).toBe(0);
  const hub = `127.0.0.1:${(await privateNetwork())[3]}`;
  // A UDP port for each, so that the hub is all they have in common.
  const apart = (): string[] => ['--interface', '127.0.0.1', '--port', `${beaconPort()}`, '--key', key];
  const serve = (name: string, ...how: string[]): Promise<CliProcess> =>
    startWorker(['--name', name, '--threads', '1', ...how, ...apart()]);
  const beHub = (name: string): Promise<CliProcess> => serve(name, '--gossip-bind', hub);
  const names = async (): Promise<readonly string[]> => {
    const listed = await zfarm(['nodes', '--json', '--wait', '2', '--gossip', hub, ...apart()]);
    const rows = JSON.parse(listed.stdout) as readonly { readonly name: string; readonly role: string }[];
    return rows.filter(({ role }) => role === 'worker').map(({ name }) => name);
  };

  await using first = await beHub('first');
  await using member = await serve('member', '--gossip', hub);
  const words = ['map', '--exec', 'echo {}', '--json', '--unordered', '--local', 'never', '--chunk', '1'];
  await using job = new CliProcess([...words, '--gossip', hub, ...apart()]);
  job.child.stdin.write('before\n'.repeat(8));
  await job.said(/"worker":"first"/, 'stdout', patience);
  await job.said(/"worker":"member"/, 'stdout', patience);

  first.signal('SIGKILL');
  await first.outcome;
  const done = job.stdout.length;
  job.child.stdin.write('without\n'.repeat(4));
  await expect
    .poll(() => job.stdout.slice(done).match(/"line":"without".*"worker":"member"/g)?.length, {
      timeout: patience,
    })
    .toBe(4);
  await member.said(new RegExp(`The gossip hub ${hub} does not answer`), 'stdout', patience);
  await using _newcomer = await serve('newcomer', '--gossip', hub);
  const alone = await zfarm(['nodes', '--gossip', hub, ...apart()]);
  expect(alone.stderr).toMatch(
    new RegExp(`Nobody of .*\\n.*\\nThe gossip hub ${hub} does not answer, so nobody new`),
  );

  await using _second = await beHub('second');
  await member.said(/^gossip hubs answer again$/m, 'stdout', patience);
  await expect.poll(names, { timeout: patience }).toEqual(['member', 'newcomer', 'second']);
  // The job that runs all the while meets them, too.
  await expect
    .poll(
      () => {
        job.child.stdin.write('after\n'.repeat(8));
        return ['newcomer', 'second'].every((name) => job.stdout.includes(`"worker":"${name}"`));
      },
      { timeout: patience },
    )
    .toBe(true);
  job.child.stdin.end();
  expect((await job.outcome).code).toBe(0);
}, 120_000);
