import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Lan } from './lan.js';
import { NetworkLab } from './network-lab.js';

const obstacle = NetworkLab.obstacle();
const title = obstacle === undefined ? 'a full mesh' : `a full mesh (not tried: ${obstacle})`;

describe.skipIf(obstacle !== undefined)(title, () => {
  for (const size of [3, 20]) {
    it(`of ${size} hosts: all enter at all, hear a shout, and see one leave`, async () => {
      await using lan = await Lan.open(size);
      const [first, ...others] = await lan.startMesh({ groups: ['all'] });
      if (first === undefined) throw new Error('a mesh has a first node');
      for (const other of others) await first.hear('join', other);
      first.shout('all', 'to everyone');
      for (const other of others) {
        expect(await other.content('shout', first)).toEqual([Buffer.from('to everyone')]);
      }
      first.tell({ do: 'stop' });
      await Promise.all(others.map((other) => other.hear('exit', first)));
      for (const other of others) expect(other.pending('exit')).toEqual([]);
    });
  }

  it('is not seen by this machine, and is gone when it is closed', async () => {
    const links = async () =>
      (await promisify(execFile)('ip', ['-o', 'link'])).stdout.replace(/^\d+: /gm, '');
    const before = await links();
    const lan = await Lan.open(2);
    await lan.start('a');
    expect(await lan.lab.shell('ip -o link')).toContain('a-eth0');
    expect(await links()).toBe(before);
    await lan[Symbol.asyncDispose]();
    await expect(lan.lab.shell('ip -o link')).rejects.toThrow();
  });
});
