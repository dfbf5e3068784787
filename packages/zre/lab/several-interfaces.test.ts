import { beforeEach, describe, expect, it } from 'vitest';
import { meet, talk } from './lan.js';
import { NetworkLab } from './network-lab.js';
import { ourPeer, PeerProcess } from './peer-process.js';

const obstacle = NetworkLab.obstacle();
const title = obstacle === undefined ? 'several interfaces' : `several interfaces (not tried: ${obstacle})`;
const impatient = { evasiveMs: 1_000, expiredMs: 5_000 };

describe.skipIf(obstacle !== undefined)(title, () => {
  let lab: NetworkLab;

  /** The host `both` is on two networks, `a` on one of them and `b` on the other. */
  beforeEach(async () => {
    lab = await NetworkLab.open();
    for (const bridge of ['lan', 'wan']) await lab.addBridge(bridge);
    await lab.addHost('a', { bridge: 'lan', address: '10.92.0.1/24' });
    await lab.addHost('b', { bridge: 'wan', address: '10.93.0.1/24' });
    await lab.addHost(
      'both',
      { bridge: 'lan', address: '10.92.0.9/24' },
      { bridge: 'wan', address: '10.93.0.9/24' },
    );
    for (const [index, host] of ['a', 'b', 'both'].entries())
      await lab.shell(`ip -n ${host} addr add fe80::${index + 1}/64 dev eth0 nodad`);
    return () => lab[Symbol.asyncDispose]();
  });

  function start(host: string, config = {}): Promise<PeerProcess> {
    return PeerProcess.start(lab, host, ourPeer, { name: host, ...impatient, ...config });
  }

  it('* reaches the neighbours on each network, by the address that they can reach', async () => {
    const [a, b, both] = await Promise.all([start('a'), start('b'), start('both', { interface: '*' })]);
    await Promise.all([meet([a, both]), meet([b, both])]);
    await talk(a, both, 'over lan');
    await talk(b, both, 'over wan');
    expect(await a.peers()).toEqual([both.uuid]);
    expect(await b.peers()).toEqual([both.uuid]);
  });

  it('one network lost: the peers of the other stay, and its own come back with it', async () => {
    const [a, b, both] = await Promise.all([start('a'), start('b'), start('both', { interface: '*' })]);
    await Promise.all([meet([a, both]), meet([b, both])]);
    await lab.shell('ip link set both-eth1 down');
    await Promise.all([both.hear('exit', b), b.hear('exit', both)]);
    await talk(a, both, 'still over lan');
    await lab.shell('ip link set both-eth1 up');
    await Promise.all([both.hear('enter', b), b.hear('enter', both)]);
    await talk(b, both, 'over wan again');
    expect(a.pending('exit')).toEqual([]);
  });

  it('* takes an interface that comes only later', async () => {
    await lab.shell('ip link del both-eth1');
    const [a, b, both] = await Promise.all([start('a'), start('b'), start('both', { interface: '*' })]);
    await meet([a, both]);
    await lab.shell(
      [
        'ip link add both-eth1 type veth peer name eth1 netns both',
        'ip link set both-eth1 master wan up',
        'ip -n both addr add 10.93.0.9/24 brd + dev eth1; ip -n both link set eth1 up',
      ].join('\n'),
    );
    await meet([b, both]);
    await talk(b, both, 'over wan');
    expect(a.pending('exit')).toEqual([]);
  });

  it('two homes of one node on one network are one peer', async () => {
    await lab.shell('ip link set both-eth1 master lan; ip -n both addr flush dev eth1');
    await lab.shell(
      'ip -n both addr add 10.94.0.9/24 brd + dev eth1; ip -n a addr add 10.94.0.1/24 brd + dev eth0',
    );
    const [a, both] = await Promise.all([start('a', { interface: '*' }), start('both', { interface: '*' })]);
    await meet([a, both]);
    await talk(a, both, 'hello');
    expect(await a.peers()).toEqual([both.uuid]);
  });

  it('IPv6: link-local multicast, and endpoints without an interface’s name', async () => {
    const [a, both] = await Promise.all([
      start('a', { interface: 'fe80::1' }),
      start('both', { interface: 'fe80::3' }),
    ]);
    const [atA] = await Promise.all([a.hear('enter', both), both.hear('enter', a)]);
    expect(atA.endpoint).toMatch(/^tcp:\/\/fe80::3:\d+$/);
    await talk(a, both, 'over IPv6');
    await lab.shell('ip link set a-eth0 down');
    await Promise.all([a.hear('exit', both), both.hear('exit', a)]);
  });

  it('a node without IPv6 and one with nothing else do not meet, nor disturb each other', async () => {
    const [a, both] = await Promise.all([
      start('a', { interface: 'fe80::1' }),
      start('both', { interface: 'eth0' }),
    ]);
    const second = await start('a', { interface: 'fe80::1', name: 'second' });
    await meet([a, second]);
    expect(await both.peers()).toEqual([]);
  });
});
