import { execFileSync } from 'node:child_process';
import { beforeEach, describe, expect, it } from 'vitest';
import { Lan, meet, talk } from './lan.js';
import { NetworkLab } from './network-lab.js';

/** What the host b is not given of what reaches it; b itself can send all it wants. */
const lose = (rule: string): string => `
  nft add table inet lab
  nft add chain inet lab incoming '{ type filter hook input priority 0; }'
  nft add rule inet lab incoming ${rule}`;

function obstacleToLoss(): string | undefined {
  const obstacle = NetworkLab.obstacle();
  if (obstacle !== undefined) return obstacle;
  try {
    execFileSync('nft', ['--version'], { stdio: 'pipe' });
    return undefined;
  } catch {
    return 'it needs nft (Debian: apt-get install nftables)';
  }
}

const obstacle = obstacleToLoss();
const title = obstacle === undefined ? 'one-way packet loss' : `one-way packet loss (not tried: ${obstacle})`;

describe.skipIf(obstacle !== undefined)(title, () => {
  let lan: Lan;

  beforeEach(async () => {
    lan = await Lan.open(3);
    return () => lan[Symbol.asyncDispose]();
  });

  const onB = (script: string): Promise<string> => lan.lab.shell(`ip netns exec b sh -ec "${script}"`);

  it('of one packet in ten: all meet, and nothing is lost or out of order', async () => {
    await onB(lose('numgen random mod 10 0 drop'));
    const [a, b] = [await lan.start('a'), await lan.start('b')];
    await meet([a, b], 30_000);
    a.tell({ do: 'burst', peer: b.uuid, count: 500 });
    b.tell({ do: 'burst', peer: a.uuid, count: 500 });
    expect(await b.hear('burst', a, 30_000)).toMatchObject({ count: 500, inOrder: true });
    expect(await a.hear('burst', b, 30_000)).toMatchObject({ count: 500, inOrder: true });
  });

  it('of all packets: the deaf host is given up in bounded time though its beacons are heard, and enters again', async () => {
    const patience = { evasiveMs: 1_000, expiredMs: 5_000 };
    const nodes = await lan.startMesh(patience);
    const [a, b, c] = nodes;
    if (a === undefined || b === undefined || c === undefined) throw new Error('three nodes were started');
    await onB(lose('iifname eth0 drop'));
    await Promise.all([a.hear('exit', b), c.hear('exit', b), b.hear('exit', a), b.hear('exit', c)]);
    await talk(a, c, 'unharmed');
    // Its beacons go on: they must not make it come and go.
    await expect(a.hear('exit', b, 7_000)).rejects.toThrow('no fitting exit');
    await onB('nft delete table inet lab');
    await Promise.all([meet([a, b]), meet([b, c])]);
    await talk(a, b, 'hears again');
    await talk(c, b, 'hears again');
  });
});
