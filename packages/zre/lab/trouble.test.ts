import { beforeEach, describe, expect, it } from 'vitest';
import { Lan, meet, talk } from './lan.js';
import { NetworkLab } from './network-lab.js';
import type { PeerProcess } from './peer-process.js';

const obstacle = NetworkLab.obstacle();
const title =
  obstacle === undefined ? 'a network in trouble' : `a network in trouble (not tried: ${obstacle})`;
const impatient = { evasiveMs: 1_000, expiredMs: 5_000 };

describe.skipIf(obstacle !== undefined)(title, () => {
  let lan: Lan;

  beforeEach(async () => {
    lan = await Lan.open(3);
    return () => lan[Symbol.asyncDispose]();
  });

  async function mesh(config = {}): Promise<[PeerProcess, PeerProcess, PeerProcess]> {
    return (await lan.startMesh(config)) as [PeerProcess, PeerProcess, PeerProcess];
  }

  it('a cut link: the lost host exits, the others stay; healed, it enters again', async () => {
    const [a, b, c] = await mesh(impatient);
    await lan.lab.shell('ip link set c-eth0 down');
    await Promise.all([a.hear('exit', c), b.hear('exit', c), c.hear('exit', a), c.hear('exit', b)]);
    await talk(a, b, 'still here');
    expect([...a.pending('exit'), ...b.pending('exit')]).toEqual([]);
    await lan.lab.shell('ip link set c-eth0 up');
    await Promise.all([a.hear('enter', c), b.hear('enter', c), c.hear('enter', a), c.hear('enter', b)]);
    await talk(a, c, 'healed');
    await talk(b, c, 'healed');
  });

  it('a cut shorter than its patience: nobody exits, what was whispered meanwhile arrives', async () => {
    const [a, b, c] = await mesh();
    await lan.lab.shell('ip link set c-eth0 down');
    a.whisper(c, 'during the cut');
    c.whisper(b, 'during the cut');
    await lan.lab.shell('sleep 0.7; ip link set c-eth0 up');
    expect(await c.content('whisper', a)).toEqual([Buffer.from('during the cut')]);
    expect(await b.content('whisper', c)).toEqual([Buffer.from('during the cut')]);
    for (const node of [a, b, c]) expect(node.pending('exit')).toEqual([]);
  });

  it('another address: the host is met again there', async () => {
    const [a, b, c] = await mesh(impatient);
    await lan.lab.shell('ip -n c addr flush dev eth0; ip -n c addr add 10.92.0.77/24 brd + dev eth0');
    const anew = await a.next(
      'enter',
      ({ peer, endpoint }) => peer === c.uuid && /\.77:/.test(endpoint ?? ''),
    );
    expect(anew.name).toBe('c');
    await Promise.all([b.hear('enter', c), c.hear('enter', a), c.hear('enter', b)]);
    await talk(a, c, 'at the new address');
    await talk(b, c, 'at the new address');
  });

  it('an interface that vanishes and comes back: the host is met again', async () => {
    const [a, b, c] = await mesh(impatient);
    await lan.lab.shell('ip link del c-eth0');
    await Promise.all([a.hear('exit', c), b.hear('exit', c)]);
    await lan.lab.shell(
      [
        'ip link add c-eth0 type veth peer name eth0 netns c',
        'ip link set c-eth0 master lan up',
        'ip -n c addr add 10.92.0.3/24 brd + dev eth0; ip -n c link set eth0 up',
      ].join('\n'),
    );
    await meet([a, c]);
    await meet([b, c]);
    await talk(a, c, 'back');
    await talk(b, c, 'back');
  });

  it('a host on two networks: a node on each interface talks to its own', async () => {
    await lan.lab.addBridge('other');
    await lan.lab.addHost(
      'both',
      { bridge: 'lan', address: '10.92.0.50/24' },
      { bridge: 'other', address: '10.93.0.50/24' },
    );
    await lan.lab.addHost('far', { bridge: 'other', address: '10.93.0.1/24' });
    const [a, far] = [await lan.start('a'), await lan.start('far')];
    const near = await lan.start('both', { interface: 'eth0', name: 'near' });
    const away = await lan.start('both', { interface: '10.93.0.50', name: 'away' });
    await Promise.all([meet([a, near]), meet([far, away])]);
    await talk(a, near, 'here');
    await talk(far, away, 'there');
    for (const node of [a, near, far, away]) expect(await node.peers()).toHaveLength(1);
  });

  it('no default route, no interface named: the one there is serves', async () => {
    expect(await lan.lab.shell('ip -n a route show default')).toBe('');
    await talk(...(await startTwo({ interface: '' })), 'found');
  });

  async function startTwo(config = {}): Promise<[PeerProcess, PeerProcess]> {
    const two: [PeerProcess, PeerProcess] = [await lan.start('a', config), await lan.start('b', config)];
    await meet(two);
    return two;
  }
});
