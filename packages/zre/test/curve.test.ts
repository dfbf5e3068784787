import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type CurveKeyPair, generateCurveKeyPair, type ZreNode } from '@zfarm/zre';
import { curveKeyFromBytes, curveKeyToBytes } from '@zfarm/zre/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { Dealer } from 'zeromq';
import { freeUdpPort, next, TestNodes, until } from './nodes.js';
import { RawPeer } from './raw-peer.js';

/** Nodes with CURVE keys; numbers as in README.md. */
let port: number;
let nodes: TestNodes;

beforeEach(async () => {
  port = await freeUdpPort();
  nodes = new TestNodes(port);
  return () => nodes[Symbol.asyncDispose]();
});

const anyone = { admit: () => true };
const any = 'tcp://127.0.0.1:*';

async function startedNode(
  curve: CurveKeyPair & { admit?: readonly string[] | (() => boolean) },
): Promise<ZreNode> {
  const node = nodes.make({ name: 'node', curve });
  await node.start();
  return node;
}

/** A raw peer that says all a HELLO of a CURVE node says. */
async function saidHello(node: ZreNode, keys: CurveKeyPair, header?: string): Promise<RawPeer> {
  const peer = await RawPeer.open(node, port, { ...keys, serverKey: nodeKeys.publicKey });
  await peer.hello({ headers: new Map(header === undefined ? [] : [['X-PUBLICKEY', header]]) });
  return peer;
}

const nodeKeys = generateCurveKeyPair();
const otherKeys = generateCurveKeyPair();

describe('CURVE nodes', () => {
  it('17: enter, join, whisper and shout, with a key in the header', async () => {
    const [first, second] = [
      nodes.make({ name: 'first', curve: { ...nodeKeys, ...anyone } }),
      nodes.make({ name: 'second', curve: { ...otherKeys, ...anyone } }),
    ];
    for (const node of [first, second]) node.join('GLOBAL');
    const joined = [next(first, 'join'), next(second, 'join')];
    const entered = next(second, 'enter');
    for (const node of [first, second]) await node.start();
    await Promise.all(joined);
    expect((await entered).headers).toEqual({ 'X-PUBLICKEY': nodeKeys.publicKey });
    const heard = [next(second, 'shout'), next(first, 'whisper')] as const;
    expect(first.shout('GLOBAL', 'Hello, World')).toBe(1);
    second.whisper(first.uuid, Buffer.alloc(1 << 20, 7));
    const [shout, whisper] = await Promise.all(heard);
    expect(String(shout.content[0])).toBe('Hello, World');
    expect(whisper.content[0]?.equals(Buffer.alloc(1 << 20, 7))).toBe(true);
    const exited = next(first, 'exit');
    await second.stop();
    expect((await exited).peer).toBe(second.uuid);
  });

  it('18: meet by gossip through a hub that is a CURVE server itself', async () => {
    const hub = nodes.make({
      name: 'hub',
      beacon: false,
      curve: { ...nodeKeys, ...anyone },
      gossip: { bind: any },
    });
    await hub.start();
    const spoke = nodes.make({
      name: 'spoke',
      beacon: false,
      curve: { ...otherKeys, ...anyone },
      gossip: { connect: [`${hub.gossipEndpoint}|${nodeKeys.publicKey}`] },
    });
    const met = [next(hub, 'enter'), next(spoke, 'enter')];
    await spoke.start();
    expect((await Promise.all(met)).map(({ name }) => name)).toEqual(['spoke', 'hub']);
  });

  it('47: ignore a gossip tuple without a key', async () => {
    const plainHub = nodes.make({ name: 'plain hub', beacon: false, gossip: { bind: any } });
    await plainHub.start();
    const node = nodes.make({
      name: 'node',
      beacon: false,
      curve: nodeKeys,
      gossip: { connect: [plainHub.gossipEndpoint ?? ''] },
    });
    const second = nodes.make({
      name: 'second',
      beacon: false,
      curve: nodeKeys,
      gossip: { connect: [plainHub.gossipEndpoint ?? ''] },
    });
    const met = [next(node, 'enter'), next(second, 'enter')];
    for (const one of [node, second]) await one.start();
    expect((await Promise.all(met)).map(({ name }) => name)).toEqual(['second', 'node']);
    // The hub's own tuple.
    expect(node.stats().irregularities).toEqual({ 'security-mismatch': 1 });
    expect(plainHub.stats().irregularities).toEqual({ 'security-mismatch': 2 });
    expect(plainHub.peers()).toEqual([]);
  });

  it('meet by static endpoint and by being required, with the key', async () => {
    const known = nodes.make({ name: 'known', beacon: false, endpoint: any, curve: nodeKeys });
    await known.start();
    const reach = `${known.endpoint}|${nodeKeys.publicKey}`;
    const [one, two] = [
      nodes.make({ name: 'one', beacon: false, curve: nodeKeys, staticEndpoints: [reach] }),
      nodes.make({ name: 'two', beacon: false, curve: nodeKeys }),
    ];
    const met = [next(one, 'enter'), next(two, 'enter')];
    for (const node of [one, two]) await node.start();
    two.requirePeer(known.uuid, known.endpoint, nodeKeys.publicKey);
    expect((await Promise.all(met)).map(({ name }) => name)).toEqual(['known', 'known']);
    expect(() => two.requirePeer(known.uuid, known.endpoint)).toThrow(/public key/);
  });

  it('42: plain and CURVE nodes ignore each other', async () => {
    const often = { intervalMs: 20 };
    const curve = { curve: nodeKeys, ...often };
    const curved = await nodes.pair({ name: 'curve 1', ...curve }, { name: 'curve 2', ...curve });
    const plain = await nodes.pair({ name: 'plain 1', ...often }, { name: 'plain 2', ...often });
    const all = [...curved, ...plain];
    await until(() => all.every((node) => (node.stats().irregularities['security-mismatch'] ?? 0) > 10));
    expect(all.map((node) => node.peers().map((peer) => node.peerName(peer)))).toEqual([
      ['curve 2'],
      ['curve 1'],
      ['plain 2'],
      ['plain 1'],
    ]);
  });

  it('let the process end once the last has stopped', async () => {
    const script = `
      import { generateCurveKeyPair, ZreNode } from '${new URL('../dist/index.js', import.meta.url)}';
      for (let count = 0; count < 2; count += 1) {
        const node = new ZreNode({ interface: '127.0.0.1', port: ${port}, curve: generateCurveKeyPair() });
        await node.start();
        await node.stop();
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
    const killer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    const [code] = await once(child, 'exit');
    clearTimeout(killer);
    expect(code).toBe(0);
  });

  it('a key that begins with zero is found by beacon', async () => {
    let keys = generateCurveKeyPair();
    while (curveKeyToBytes(keys.publicKey)[0] !== 0) keys = generateCurveKeyPair();
    const [first, second] = await nodes.pair({ curve: keys }, { curve: keys });
    expect(second.peers()).toEqual([first.uuid]);
  });
});

describe('admission', () => {
  it('of a list: an unlisted key is refused at the door, and its node not connected to', async () => {
    const node = await startedNode({ ...nodeKeys, admit: [nodeKeys.publicKey] });
    await using stranger = await RawPeer.open(node, port, { ...otherKeys, serverKey: nodeKeys.publicKey });
    await stranger.refused();
    expect(node.stats().irregularities).toEqual({ 'key-refused': 1 });
    await stranger.beacon();
    await using friend = await saidHello(node, nodeKeys, nodeKeys.publicKey);
    expect((await friend.receive()).kind).toBe('hello');
    expect(node.stats().irregularities).toEqual({ 'key-refused': 2 });
    expect(node.peers()).toEqual([friend.id]);
  });

  it('asks a function', async () => {
    const asked: string[] = [];
    const admit = (key: string) => asked.push(key) > 0;
    const node = nodes.make({ name: 'node', curve: { ...nodeKeys, admit } });
    await node.start();
    await using peer = await saidHello(node, otherKeys, otherKeys.publicKey);
    expect((await peer.receive()).kind).toBe('hello');
    expect(new Set(asked)).toEqual(new Set([otherKeys.publicKey]));
  });

  it('is each node’s own, also in one process', async () => {
    const closed = await startedNode({ ...nodeKeys, admit: [] });
    const open = await startedNode({ ...nodeKeys, ...anyone });
    await using stranger = await RawPeer.open(closed, port, { ...otherKeys, serverKey: nodeKeys.publicKey });
    await stranger.refused();
    await using guest = await saidHello(open, otherKeys, otherKeys.publicKey);
    expect((await guest.receive()).kind).toBe('hello');
  });

  it('lets a client without a key in no more than one with the wrong', async () => {
    const node = await startedNode({ ...nodeKeys, ...anyone });
    const plain = new Dealer({ linger: 0 });
    const refused = new Promise((resolve) => plain.events.on('handshake:error:protocol', resolve));
    plain.connect(node.endpoint);
    await refused;
    plain.close();
    await using guest = await saidHello(node, otherKeys, otherKeys.publicKey);
    expect((await guest.receive()).kind).toBe('hello');
  });
});

describe('HELLO at a CURVE node', () => {
  it('is ignored without a key, or with one that is none', async () => {
    const node = await startedNode({ ...nodeKeys, ...anyone });
    await using mute = await saidHello(node, otherKeys);
    await using odd = await saidHello(node, otherKeys, '|'.repeat(40));
    await using peer = await saidHello(node, otherKeys, otherKeys.publicKey);
    expect((await peer.receive()).kind).toBe('hello');
    await until(() => node.stats().irregularities['security-mismatch'] === 2);
    expect(node.peers()).toEqual([peer.id]);
    expect([mute.id, odd.id]).not.toContain(node.peers()[0]);
  });

  it('with another key than the beacon told is refused', async () => {
    const node = await startedNode({ ...nodeKeys, ...anyone });
    await using peer = await RawPeer.open(node, port, { ...otherKeys, serverKey: nodeKeys.publicKey });
    await peer.beacon();
    expect((await peer.receive()).kind).toBe('hello');
    await peer.hello({ headers: new Map([['X-PUBLICKEY', nodeKeys.publicKey]]) });
    await peer.hello({ headers: new Map([['X-PUBLICKEY', otherKeys.publicKey]]) });
    await next(node, 'enter');
    expect(node.stats().irregularities).toEqual({ 'key-mismatch': 1 });
  });

  it('no goodbye by beacon ends the conversation, whatever key it tells: the connection does', async () => {
    const node = await startedNode({ ...nodeKeys, ...anyone });
    const entered = next(node, 'enter');
    await using peer = await saidHello(node, otherKeys, otherKeys.publicKey);
    await entered;
    await peer.beacon(0, nodeKeys.publicKey);
    await peer.beacon(0);
    await until(() => node.stats().irregularities['goodbye-unproved'] === 1);
    expect(node.stats().irregularities).toEqual({ 'key-mismatch': 1, 'goodbye-unproved': 1 });
    expect(node.peers()).toEqual([peer.id]);
    const exited = next(node, 'exit');
    await peer.send({ kind: 'goodbye' });
    expect((await exited).peer).toBe(peer.id);
  });

  it('is answered where it says it comes from, not where a forged beacon said', async () => {
    const node = await startedNode({ ...nodeKeys, ...anyone });
    await using peer = await RawPeer.open(node, port, { ...otherKeys, serverKey: nodeKeys.publicKey });
    // Whoever listens there does not say a word.
    const trap = createServer().listen(0, '127.0.0.1').unref();
    await once(trap, 'listening');
    await peer.beacon((trap.address() as AddressInfo).port);
    await until(() => node.stats().pendingPeers === 1);
    await peer.hello({ headers: new Map([['X-PUBLICKEY', otherKeys.publicKey]]) });
    expect((await peer.receive()).kind).toBe('hello');
    expect(node.stats().irregularities).toEqual({ 'beacon-contradicted': 1 });
    expect(node.peers()).toEqual([peer.id]);
    trap.close();
  });
});

describe('options', () => {
  it('refuse keys that are none, or no pair', () => {
    const { publicKey, secretKey } = nodeKeys;
    expect(() => nodes.make({ curve: { publicKey: 'short', secretKey } })).toThrow(/curve\.publicKey/);
    expect(() => nodes.make({ curve: { publicKey: secretKey, secretKey: publicKey } })).toThrow(/belongs/);
    expect(() => nodes.make({ curve: { ...nodeKeys, admit: ['#'.repeat(40)] } })).toThrow(/curve\.admit/);
    expect(() => nodes.make({ staticEndpoints: [`tcp://127.0.0.1:1|${publicKey}`] })).toThrow(/curve/);
    expect(() => nodes.make({ curve: nodeKeys, staticEndpoints: ['tcp://127.0.0.1:1'] })).toThrow(
      /CURVE key/,
    );
  });
});

describe('keys', () => {
  it('are written as libzmq writes them', () => {
    // The example of ZeroMQ RFC 26 (CurveZMQ).
    const hex = '8E0BDD697628B91D8F245587EE95C5B04D48963F79259877B49CD9063AEAD3B7';
    const text = 'JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6';
    expect(curveKeyFromBytes(Buffer.from(hex, 'hex'))).toBe(text);
    expect(Buffer.from(curveKeyToBytes(text)).toString('hex').toUpperCase()).toBe(hex);
  });
});
