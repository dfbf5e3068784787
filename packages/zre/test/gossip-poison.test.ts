import { randomBytes } from 'node:crypto';
import { generateCurveKeyPair, type ZreNode, type ZreNodeOptions } from '@zfarm/zre';
import { beforeEach, describe, expect, it } from 'vitest';
import { Dealer } from 'zeromq';
import { hello, publish } from './gossip-frames.js';
import { freeUdpPort, next, TestNodes, until } from './nodes.js';

/** False tuples at a hub, about nodes that are there and nodes that are not. */
const keys = generateCurveKeyPair();
let nodes: TestNodes;

beforeEach(async () => {
  nodes = new TestNodes(await freeUdpPort());
  return () => nodes[Symbol.asyncDispose]();
});

/** A hub and a spoke that have met. */
async function met(
  curve?: ZreNodeOptions['curve'],
): Promise<{ hub: ZreNode; spoke: ZreNode; exits: string[] }> {
  const common: ZreNodeOptions = { beacon: false, ...(curve && { curve }) };
  const hub = nodes.make({ ...common, name: 'hub', gossip: { bind: 'tcp://127.0.0.1:*' } });
  await hub.start();
  const reach = `${hub.gossipEndpoint}${curve === undefined ? '' : `|${curve.publicKey}`}`;
  const spoke = nodes.make({ ...common, name: 'spoke', gossip: { connect: [reach] } });
  const both = [next(hub, 'enter'), next(spoke, 'enter')];
  await spoke.start();
  await Promise.all(both);
  const exits: string[] = [];
  for (const node of [hub, spoke]) node.on('exit', ({ name }) => exits.push(name));
  return { hub, spoke, exits };
}

/** Tells that both are elsewhere, the one in the other's place, and of many that are not there at all. */
async function poison(
  client: Dealer,
  { hub, spoke }: Awaited<ReturnType<typeof met>>,
  suffix = '',
): Promise<void> {
  const tell = async (key: string, endpoint: string): Promise<void> => {
    await client.send(publish(key, `${endpoint}${suffix}`));
  };
  await client.send(hello);
  await tell(hub.uuid, 'tcp://127.0.0.1:9');
  await tell(spoke.uuid, 'tcp://127.0.0.1:9');
  await tell(spoke.uuid, hub.endpoint);
  await tell('A'.repeat(32), spoke.endpoint);
  await tell('B'.repeat(32), 'ipc:///tmp/not-so');
  await tell('../../escape', 'tcp://127.0.0.1:9');
  for (let n = 0; n < 1000; n += 1)
    await tell(randomBytes(16).toString('hex').toUpperCase(), `tcp://127.0.0.1:${1 + (n % 1000)}`);
}

/** They talk on, and nobody has left. */
async function stillTogether({ hub, spoke, exits }: Awaited<ReturnType<typeof met>>): Promise<void> {
  const heard = next(spoke, 'whisper');
  expect(hub.whisper(spoke.uuid, 'there?')).toBe(true);
  expect(String((await heard).content[0])).toBe('there?');
  expect(exits).toEqual([]);
  for (const node of [hub, spoke]) expect(node.stats().pendingPeers).toBeLessThanOrEqual(128);
}

describe('false tuples', () => {
  it.each([
    ['at an open hub, from anybody', undefined],
    ['at a hub with a key, from who is admitted', keys],
  ])('%s, part nobody, and are looked for a few at a time', async (_, curve) => {
    const together = await met(curve);
    const { hub } = together;
    const key = curve && {
      curveServerKey: keys.publicKey,
      curvePublicKey: keys.publicKey,
      curveSecretKey: keys.secretKey,
    };
    const client = new Dealer({ linger: 0, ...key });
    client.connect(hub.gossipEndpoint ?? '');
    await poison(client, together, curve && `|${keys.publicKey}`);
    await until(() => hub.stats().pendingPeers === 128);
    await stillTogether(together);
    client.close();
  });

  it('at a hub with a key, from who is not admitted, are not heard', async () => {
    const together = await met(keys);
    const own = generateCurveKeyPair();
    const key = {
      curveServerKey: keys.publicKey,
      curvePublicKey: own.publicKey,
      curveSecretKey: own.secretKey,
    };
    for (const options of [{}, key]) {
      const client = new Dealer({ linger: 0, sendTimeout: 0, ...options });
      const refused = new Promise((resolve) => {
        for (const type of ['auth', 'protocol'] as const)
          client.events.on(`handshake:error:${type}`, resolve);
      });
      client.connect(together.hub.gossipEndpoint ?? '');
      await poison(client, together).catch(() => undefined);
      await refused;
      client.close();
    }
    await stillTogether(together);
    expect(together.hub.peers()).toEqual([together.spoke.uuid]);
    expect(together.hub.stats().pendingPeers).toBe(0);
  });
});
