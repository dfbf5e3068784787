import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { generateCurveKeyPair, ZreNode, type ZreNodeOptions, ZreTransportError } from '@zfarm/zre';
import { describe, expect, it } from 'vitest';
import { ChildNode } from './child-node.js';
import { beacons, freeUdpPort, next, TestNodes } from './nodes.js';
import { RawPeer } from './raw-peer.js';

// How fast all this is, benchmarks/zre-presence.mjs tells. Here, `next` waits for less than a peer's patience of 30 s, so that no
// timer of ZRE can be what made a peer exit.
describe('a peer exits', () => {
  it('when it stops, and the stopped node ends its iterators', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const [first, second] = await nodes.pair();
    const events = second.events();
    const exited = next(first, 'exit');
    await second.stop();
    expect(await exited).toEqual({ type: 'exit', peer: second.uuid, name: 'second' });
    const seen: string[] = [];
    for await (const event of events) seen.push(event.type);
    expect(seen).toEqual(['stop']);
    expect(first.whisper(second.uuid, 'too late')).toBe(false);
  });

  it('by its goodbye, also when a listener stops it', async () => {
    const port = await freeUdpPort();
    await using nodes = new TestNodes(port);
    const [first, second] = await nodes.pair();
    const listener = createSocket({ type: 'udp4', reuseAddr: true });
    listener.bind(port);
    await once(listener, 'listening');
    const goodbye = new Promise<void>((resolve) => {
      listener.on('message', (datagram) => {
        if (datagram.readUInt16BE(20) === 0) resolve();
      });
    });
    const exited = next(first, 'exit');
    second.on('whisper', () => void second.stop());
    first.whisper(second.uuid, 'stop, please');
    await Promise.all([goodbye, exited]);
    listener.close();
  });

  it('when its process is killed', async () => {
    const port = await freeUdpPort();
    await using nodes = new TestNodes(port);
    const node = nodes.make({ name: 'parent' });
    await node.start();
    await using child = new ChildNode([String(port)]);
    const { peer } = await next(node, 'enter');
    const exited = next(node, 'exit');
    child.signal('SIGKILL');
    expect((await exited).peer).toBe(peer);
  });

  it('when it dies before we have reached it', async () => {
    const port = await freeUdpPort();
    await using nodes = new TestNodes(port);
    const node = nodes.make();
    await node.start();
    await using peer = await RawPeer.open(node, port);
    const exited = next(node, 'exit');
    // Nobody listens there any more.
    await peer.hello({ endpoint: 'tcp://127.0.0.1:1' });
    expect((await exited).peer).toBe(peer.id);
  });

  it('when its process is frozen, with a key or without, and enters again once it goes on', async () => {
    await Promise.all([seenFrozen({}), seenFrozen({ curve: generateCurveKeyPair() })]);
  });

  it('never, while it only reads slowly: what is sent to it waits', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const [first, second] = await nodes.pair();
    const exits: string[] = [];
    for (const node of [first, second]) node.on('exit', ({ name }) => exits.push(name));
    const events = second.events();
    const count = 20_000;
    for (let index = 0; index < count; index += 1) first.whisper(second.uuid, Buffer.alloc(1_000));
    // Each sends one a second: longer than heartbeats may stay away.
    await beacons(first, 9);
    expect(second.stats().messagesReceived).toBeLessThan(count);
    let heard = 0;
    for await (const { type } of events) {
      if (type === 'whisper') heard += 1;
      if (heard === count) break;
    }
    expect(exits).toEqual([]);
  });

  it('never, while it is idle and healthy: beacons are life', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const timings = { intervalMs: 40, evasiveMs: 400, silentMs: 500, expiredMs: 600 };
    const [first, second] = await nodes.pair(timings, timings);
    const complaints: string[] = [];
    for (const type of ['evasive', 'silent', 'exit'] as const) first.on(type, () => complaints.push(type));
    // Forty of the other's beacons take more than two of its lives; our own are counted as well.
    await beacons(first, 80);
    expect(complaints).toEqual([]);
    expect(first.peers()).toEqual([second.uuid]);
  });
});

async function seenFrozen(options: ZreNodeOptions): Promise<void> {
  const port = await freeUdpPort();
  await using nodes = new TestNodes(port);
  const node = nodes.make({ name: 'parent', ...options });
  await node.start();
  await using child = new ChildNode([String(port), JSON.stringify(options)]);
  const { peer } = await next(node, 'enter');
  // Its first heartbeat comes before its second beacon.
  await beacons(node, 4);
  const exited = next(node, 'exit');
  child.signal('SIGSTOP');
  expect((await exited).peer).toBe(peer);
  const entered = next(node, 'enter');
  child.signal('SIGCONT');
  expect((await entered).peer).toBe(peer);
}

describe('start', () => {
  it('names the interfaces there are when the wanted one does not exist', async () => {
    const node = new ZreNode({ interface: 'nosuch0', port: await freeUdpPort() });
    await expect(node.start()).rejects.toThrow(/"nosuch0".*127\.0\.0\.1/);
    await node.stop();
  });

  it('says so when another program holds the port exclusively', async () => {
    const taken = createSocket('udp4');
    taken.bind(0, '0.0.0.0');
    await once(taken, 'listening');
    const { port } = taken.address();
    const node = new ZreNode({ interface: '127.0.0.1', port });
    await expect(node.start()).rejects.toThrow(ZreTransportError);
    await node.stop();
    taken.close();
  });

  it('says so when the fixed endpoint is taken', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const first = nodes.make({ endpoint: 'tcp://127.0.0.1:*' });
    await first.start();
    expect(first.endpoint).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/);
    const second = nodes.make({ endpoint: first.endpoint });
    await expect(second.start()).rejects.toThrow(/Cannot bind the mailbox/);
  });

  it('finds peers by multicast as well, through loopback', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const multicast = '239.192.1.1';
    const [first, second] = await nodes.pair({ multicast }, { multicast });
    expect(first.peers()).toEqual([second.uuid]);
  });

  it('a process without a file descriptor left goes on', async () => {
    const script = fileURLToPath(new URL('./without-descriptors.mjs', import.meta.url));
    const command = `ulimit -n 200 && exec "$0" "$@"`;
    const args = ['-c', command, process.execPath, script, String(await freeUdpPort())];
    const child = spawn('sh', args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const [word] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    expect(word).toBe('alive');
    child.kill('SIGKILL');
  });

  it('tells peers the advertised endpoint', async () => {
    const port = await freeTcpPort();
    await using nodes = new TestNodes(await freeUdpPort());
    const [first, second] = await nodes.pair({
      endpoint: `tcp://127.0.0.1:${port}`,
      advertisedEndpoint: `tcp://localhost:${port}`,
    });
    expect(first.endpoint).toBe(`tcp://localhost:${port}`);
    expect(second.peerAddress(first.uuid)).toBe(first.endpoint);
  });
});

/** One that is free for UDP may be taken by a connection. */
async function freeTcpPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
