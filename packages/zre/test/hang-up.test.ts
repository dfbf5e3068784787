import { randomBytes } from 'node:crypto';
import type { ZreNode } from '@zfarm/zre';
import { nodeIdFromBytes, routingIdOf } from '@zfarm/zre/core';
import { describe, it } from 'vitest';
import { Dealer } from 'zeromq';
import { beacons, freeUdpPort, TestNodes, until } from './nodes.js';
import { RawPeer } from './raw-peer.js';

/**
 * libzmq ends the process when a heartbeat is due on a connection that it has stopped reading and that the other side has hung up. So no
 * heartbeat may be due there: with one, these tests end in `Assertion failed: !_io_error`. Many of the kind: hang-up.long.test.ts.
 */
describe.concurrent('a node lives on', () => {
  it('when a peer hangs up whose messages wait, as it reads slowly', async ({ expect }) => {
    const port = await freeUdpPort();
    await using nodes = new TestNodes(port);
    const node = await started(nodes);
    node.events();
    const peer = await RawPeer.open(node, port);
    await peer.hello();
    const sent = 5_000;
    for (let count = 0; count < sent; count += 1)
      await peer.send({ kind: 'whisper', content: [Buffer.alloc(100)] });
    await until(() => node.stats().messagesReceived > 1_000);
    await peer[Symbol.asyncDispose]();
    await beacons(node, 3);
    expect(node.stats().messagesReceived).toBeLessThan(sent);
  });

  it('when a connection hangs up whose routing id another has taken over', async ({ expect }) => {
    await using nodes = new TestNodes(await freeUdpPort());
    const node = await started(nodes);
    const routingId = Buffer.from(routingIdOf(nodeIdFromBytes(randomBytes(16)))) as unknown as string;
    const [first, second] = [1, 2].map(() => new Dealer({ linger: 0, routingId })) as [Dealer, Dealer];
    first.connect(node.endpoint);
    await first.send('first');
    await until(() => node.stats().messagesReceived === 1);
    second.connect(node.endpoint);
    await second.send('second');
    await until(() => node.stats().messagesReceived === 2);
    await first.send('too late');
    await beacons(node, 1);
    first.close();
    await beacons(node, 3);
    expect(node.stats().messagesReceived).toBe(2);
    second.close();
  });
});

async function started(nodes: TestNodes): Promise<ZreNode> {
  const node = nodes.make();
  await node.start();
  return node;
}
