import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ZreNode } from '@zfarm/zre';
import { encodeBeacon, encodeMessage, limits, routingIdOf } from '@zfarm/zre/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { Dealer } from 'zeromq';
import { freeUdpPort, next, TestNodes, until } from './nodes.js';
import { RawPeer } from './raw-peer.js';

/** What nobody should send: nothing of it may end a node, fill its memory, or go uncounted. */
let port: number;
let nodes: TestNodes;
let node: ZreNode;

beforeEach(async () => {
  port = await freeUdpPort();
  nodes = new TestNodes(port);
  node = nodes.make({ name: 'node' });
  await node.start();
  return () => nodes[Symbol.asyncDispose]();
});

async function enteredPeer(): Promise<RawPeer> {
  const peer = await RawPeer.open(node, port);
  const entered = next(node, 'enter');
  await peer.hello();
  await entered;
  expect((await peer.receive()).kind).toBe('hello');
  return peer;
}

const ping = encodeMessage({ kind: 'ping' }, 2)[0] ?? new Uint8Array();

describe('bad input', () => {
  it('is counted by reason, and costs the sender nothing of its conversation', async () => {
    await using peer = await enteredPeer();
    const bad: [reason: string, frames: Uint8Array[]][] = [
      ['message-missing', []],
      ['message-truncated', [ping.subarray(0, 5)]],
      ['message-signature', [ping.with(1, 0xa0)]],
      ['message-unknown', [ping.with(2, 11)]],
      ['message-version', [ping.with(3, 1)]],
      ['message-oversized', [new Uint8Array(limits.headFrameBytesMax + 1)]],
    ];
    for (const [, frames] of bad) if (frames.length > 0) await peer.sendFrames(frames);
    await peer.send({ kind: 'join', group: 'G', status: 200 });
    expect(await peer.settled()).toEqual([]);
    const reasons = bad.flatMap(([reason, frames]) => (frames.length > 0 ? [[reason, 1]] : []));
    expect(node.stats().irregularities).toEqual(Object.fromEntries([...reasons, ['status-mismatch', 1]]));
    expect(node.peers()).toEqual([peer.id]);
  });

  it('from those who are no ZRE nodes at all: odd names, our own name, no name', async () => {
    const names = [Buffer.from('short'), Buffer.alloc(18, 1), Buffer.from(routingIdOf(node.uuid)), undefined];
    const dealers = names.map(
      // Octets instead of the text that the typings want.
      (routingId) =>
        new Dealer({ linger: 0, ...(routingId && { routingId: routingId as unknown as string }) }),
    );
    for (const dealer of dealers) {
      dealer.connect(node.endpoint);
      await dealer.send([ping]);
    }
    await until(() => node.stats().messagesReceived === names.length);
    expect(node.stats().irregularities).toEqual({ 'routing-id': 3, 'own-routing-id': 1 });
    for (const dealer of dealers) dealer.close();
  });

  it('in HELLO: endpoints that lead elsewhere, and more groups than may be', async () => {
    await using peer = await RawPeer.open(node, port);
    const endpoints = ['', 'ipc:///etc/passwd', 'inproc://zeromq.zap.01', 'tcp://192.0.2.1:1', node.endpoint];
    for (const endpoint of endpoints) await peer.hello({ endpoint });
    const groups = Array.from({ length: limits.groupsPerPeerMax + 5 }, (_, index) => `G${index}`);
    const entered = next(node, 'enter');
    await peer.hello({ groups });
    await entered;
    expect(node.peerGroups()).toHaveLength(limits.groupsPerPeerMax);
    expect(node.stats().irregularities).toEqual({ 'endpoint-unusable': 5, 'too-many-groups': 5 });
  });

  it('a goodbye written by somebody else', async () => {
    await using peer = await enteredPeer();
    const stranger = createSocket({ type: 'udp4', reuseAddr: true });
    stranger.bind(0, '127.0.0.2');
    await once(stranger, 'listening');
    stranger.setBroadcast(true);
    stranger.send(encodeBeacon({ id: peer.id, port: 0 }), port, '127.255.255.255');
    await until(() => node.stats().irregularities['goodbye-from-elsewhere'] === 1);
    stranger.close();
    expect(node.peers()).toEqual([peer.id]);
  });

  it('beacons of random UUIDs for five seconds: few connections, little memory, and real peers get through', async () => {
    const rssBefore = process.memoryUsage.rss();
    const beaconsBefore = node.stats().beaconsReceived;
    const script = fileURLToPath(new URL('./beacon-flood.mjs', import.meta.url));
    const flood = spawn(process.execPath, [script, String(port), '5000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const printed = once(flood.stdout, 'data');
    const ended = once(flood, 'exit');
    await until(() => node.stats().pendingPeers === limits.pendingPeersMax);
    const friend = nodes.make({ name: 'friend' });
    const met = next(node, 'enter');
    await friend.start();
    expect((await met).name).toBe('friend');
    await ended;
    const { irregularities, pendingPeers, beaconsReceived } = node.stats();
    const received = beaconsReceived - beaconsBefore;
    const grownMiB = (process.memoryUsage.rss() - rssBefore) / 2 ** 20;
    console.log(
      `${String((await printed)[0]).trim()} beacons sent, ${received} received, ${grownMiB.toFixed(0)} MiB more`,
    );
    expect(received).toBeGreaterThan(10 * limits.pendingPeersMax);
    expect(pendingPeers).toBeLessThanOrEqual(limits.pendingPeersMax);
    const { 'too-many-peers': many = 0, 'endpoint-taken': taken = 0 } = irregularities;
    // All but those that were connected to, each three seconds, and the beacons of the two nodes themselves.
    expect(many + taken).toBeGreaterThan(received - 5 * limits.pendingPeersMax);
    expect(grownMiB).toBeLessThan(200);
  });
});
