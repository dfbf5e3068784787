import type { ZreNode } from '@zfarm/zre';
import { beforeEach, describe, expect, it } from 'vitest';
import { Dealer, Router } from 'zeromq';
import { ChildNode } from './child-node.js';
import { hello, publish } from './gossip-frames.js';
import { freeUdpPort, next, TestNodes } from './nodes.js';

const any = 'tcp://127.0.0.1:*';
const invalid = Buffer.from('aaa00501', 'hex');

let nodes: TestNodes;

beforeEach(async () => {
  nodes = new TestNodes(await freeUdpPort());
  return () => nodes[Symbol.asyncDispose]();
});

async function startedHub(): Promise<{ hub: ZreNode; address: string }> {
  const hub = nodes.make({ name: 'hub', beacon: false, gossip: { bind: any } });
  await hub.start();
  return { hub, address: hub.gossipEndpoint ?? '' };
}

describe('gossip', () => {
  it('makes nodes meet without any beacon, and GOODBYE makes them part', async () => {
    const { hub, address } = await startedHub();
    const spokes = ['one', 'two'].map((name) =>
      nodes.make({ name, beacon: false, gossip: { connect: [address] } }),
    );
    const met = [hub, ...spokes].map((node) => next(node, 'enter', () => node.peers().length === 2));
    for (const node of spokes) await node.start();
    await Promise.all(met);
    const exits = [hub, spokes[1]].map((node) => node && next(node, 'exit'));
    await spokes[0]?.stop();
    for (const exit of await Promise.all(exits)) expect(exit?.peer).toBe(spokes[0]?.uuid);
    expect(hub.stats().beaconsSent).toBe(0);
  });

  it('answers a czmq client: every tuple after HELLO, INVALID for nonsense', async () => {
    const { hub, address } = await startedHub();
    const client = new Dealer({ linger: 0, receiveTimeout: 5_000 });
    client.connect(address);
    await client.send(hello);
    expect(await client.receive()).toEqual([publish(hub.uuid, hub.endpoint)]);
    await client.send(publish('B'.repeat(32), 'tcp://127.0.0.1:9'));
    expect(await client.receive()).toEqual([publish('B'.repeat(32), 'tcp://127.0.0.1:9')]);
    await client.send('nonsense');
    expect(await client.receive()).toEqual([invalid]);
    expect(hub.stats().irregularities).toEqual({ 'gossip-malformed': 1 });
    client.close();
  });

  it('tells a czmq hub all it knows, again after INVALID, and pings it within a second', async () => {
    const hub = new Router({ linger: 0, receiveTimeout: 5_000 });
    await hub.bind(any);
    const node = nodes.make({ beacon: false, gossip: { connect: [hub.lastEndpoint ?? ''] } });
    await node.start();
    const [id, first] = await hub.receive();
    expect(first).toEqual(hello);
    expect((await hub.receive())[1]).toEqual(publish(node.uuid, node.endpoint));
    await hub.send([id ?? '', invalid]);
    const again: (string | undefined)[] = [];
    while (again.length < 3) again.push((await hub.receive())[1]?.toString('hex').slice(0, 6));
    // HELLO and the tuple once more, and somewhere between them a PING.
    expect(new Set(again)).toEqual(new Set(['aaa001', 'aaa002', 'aaa003']));
    hub.close();
  });

  it('does not make newcomers learn of the dead', async () => {
    const { hub, address } = await startedHub();
    const entered = next(hub, 'enter');
    await using child = new ChildNode(['--gossip', address]);
    const { peer } = await entered;
    const exited = next(hub, 'exit');
    child.signal('SIGKILL');
    await exited;
    const client = new Dealer({ linger: 0, receiveTimeout: 5_000 });
    client.connect(address);
    await client.send(hello);
    expect(await client.receive()).toEqual([publish(hub.uuid, hub.endpoint)]);
    await client.send(publish(peer, 'tcp://127.0.0.1:9'));
    expect(await client.receive()).toEqual([publish(peer, 'tcp://127.0.0.1:9')]);
    client.close();
  });
});

describe('without discovery', () => {
  it('nodes meet by a static endpoint', async () => {
    const known = nodes.make({ name: 'known', beacon: false, endpoint: any });
    await known.start();
    const node = nodes.make({ name: 'node', beacon: false, staticEndpoints: [known.endpoint] });
    let enters = 0;
    for (const one of [known, node]) one.on('enter', () => (enters += 1));
    const met = [next(known, 'enter'), next(node, 'enter')];
    await node.start();
    expect((await Promise.all(met)).map(({ name }) => name)).toEqual(['node', 'known']);
    const heard = next(known, 'whisper');
    node.whisper(known.uuid, 'hello');
    expect(String((await heard).content[0])).toBe('hello');
    expect(enters).toBe(2);
  });

  it('nodes meet because one requires the other', async () => {
    const [known, node] = [
      nodes.make({ name: 'known', beacon: false }),
      nodes.make({ name: 'node', beacon: false }),
    ];
    await known.start();
    await node.start();
    const met = [next(known, 'enter'), next(node, 'enter')];
    node.requirePeer(known.uuid, known.endpoint);
    expect((await Promise.all(met)).map(({ name }) => name)).toEqual(['node', 'known']);
  });
});
