import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { ZreEvent, ZreNode } from '@zfarm/zre';
import { encodeBeacon, encodeMessage, type Message } from '@zfarm/zre/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { freeUdpPort, next, TestNodes } from './nodes.js';
import { RawPeer } from './raw-peer.js';

/** What was seen of libzyre 2.0.1, point by point, and what we do better; numbers as in README.md. */
let port: number;

beforeEach(async () => {
  port = await freeUdpPort();
});

async function startedNode(nodes: TestNodes): Promise<{ node: ZreNode; seen: ZreEvent[] }> {
  const node = nodes.make({ name: 'node' });
  const seen: ZreEvent[] = [];
  for (const type of ['enter', 'exit', 'join', 'leave', 'whisper', 'shout', 'evasive', 'silent'] as const) {
    node.on(type, (event) => seen.push(event));
  }
  await node.start();
  return { node, seen };
}

/** A peer that has entered. */
async function enteredPeer(node: ZreNode): Promise<RawPeer> {
  const peer = await RawPeer.open(node, port);
  const entered = next(node, 'enter');
  await peer.hello();
  await entered;
  expect((await peer.receive()).kind).toBe('hello');
  return peer;
}

describe('beacons', () => {
  it('23: the first is immediate, 22 octets, from the beacon port', async () => {
    const listener = createSocket({ type: 'udp4', reuseAddr: true });
    listener.bind(port);
    await once(listener, 'listening');
    const heard = once(listener, 'message');
    await using nodes = new TestNodes(port);
    const { node } = await startedNode(nodes);
    const [datagram, sender] = await heard;
    const mailboxPort = Number(node.endpoint.split(':')[2]);
    expect(datagram).toEqual(Buffer.from(encodeBeacon({ id: node.uuid, port: mailboxPort })));
    expect(sender).toMatchObject({ address: '127.0.0.1', port });
    listener.close();
  });

  it('24: version 2 and other sizes are ignored', async () => {
    await using nodes = new TestNodes(port);
    const { node } = await startedNode(nodes);
    await using peer = await RawPeer.open(node, port);
    const good = encodeBeacon({ id: peer.id, port: 1 });
    await peer.sendDatagram(good.with(3, 2));
    await peer.sendDatagram(good.subarray(0, 21));
    await peer.sendDatagram(Buffer.concat([good, good]));
    await peer.beacon();
    expect(await peer.receive()).toMatchObject({ kind: 'hello' });
    expect(node.stats().irregularities).toEqual({ 'beacon-version': 1, 'beacon-size': 2 });
  });

  it('2, 25: HELLO is the first message, with sequence 1, from 01 and the UUID', async () => {
    await using nodes = new TestNodes(port);
    const { node } = await startedNode(nodes);
    await using peer = await RawPeer.open(node, port);
    await peer.beacon();
    expect(await peer.receive()).toMatchObject({ kind: 'hello', sequence: 1, endpoint: node.endpoint });
    expect(peer.lastRoutingId?.toString('hex').toUpperCase()).toBe(`01${node.uuid}`);
  });

  it('32: one with port 0 makes the peer exit', async () => {
    await using nodes = new TestNodes(port);
    const { node } = await startedNode(nodes);
    await using peer = await enteredPeer(node);
    const exited = next(node, 'exit');
    await peer.beacon(0);
    expect((await exited).peer).toBe(peer.id);
  });

  it('48: the endpoint is an address, not a host name', async () => {
    await using nodes = new TestNodes(port);
    const { node } = await startedNode(nodes);
    expect(node.endpoint).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/);
  });
});

describe('conversations', () => {
  it('26: PING before HELLO gives nothing', async () => {
    await using nodes = new TestNodes(port);
    const { node, seen } = await startedNode(nodes);
    await using peer = await RawPeer.open(node, port);
    await peer.send({ kind: 'ping' });
    const entered = next(node, 'enter');
    await peer.hello();
    await entered;
    expect((await peer.receive()).kind).toBe('hello');
    expect(await peer.settled()).toEqual([]);
    expect(seen.map(({ type }) => type)).toEqual(['enter']);
  });

  it('27, 28: nonsense does not advance the sequence, PING is answered by PING-OK', async () => {
    await using nodes = new TestNodes(port);
    const { node } = await startedNode(nodes);
    await using peer = await enteredPeer(node);
    const [head = new Uint8Array()] = encodeMessage({ kind: 'ping' }, 2);
    await peer.sendFrames([head.with(2, 11)]);
    await peer.sendFrames([head.with(3, 1)]);
    expect(await peer.settled()).toEqual([]);
    expect(node.stats().irregularities).toEqual({ 'message-unknown': 1, 'message-version': 1 });
  });

  it('29: a second HELLO: exit, enter, and a fresh HELLO back', async () => {
    await using nodes = new TestNodes(port);
    const { node, seen } = await startedNode(nodes);
    await using peer = await enteredPeer(node);
    await peer.hello({ name: 'again' });
    expect(await peer.receive()).toMatchObject({ kind: 'hello', sequence: 1 });
    await peer.settled();
    expect(seen.map(({ type, name }) => `${type} ${name}`)).toEqual(['enter raw', 'exit raw', 'enter again']);
  });

  it('30: a gap: exit, silence, until a beacon starts both afresh', async () => {
    await using nodes = new TestNodes(port);
    const { node, seen } = await startedNode(nodes);
    await using peer = await enteredPeer(node);
    const exited = next(node, 'exit');
    await peer.send({ kind: 'ping', sequence: 9 });
    await exited;
    await peer.send({ kind: 'ping' });
    await peer.beacon();
    expect(await peer.receive()).toMatchObject({ kind: 'hello', sequence: 1 });
    await peer.hello();
    await peer.settled();
    expect(seen.map(({ type }) => type)).toEqual(['enter', 'exit', 'enter']);
  });

  it('31: GOODBYE: exit', async () => {
    await using nodes = new TestNodes(port);
    const { node } = await startedNode(nodes);
    await using peer = await enteredPeer(node);
    const exited = next(node, 'exit');
    await peer.send({ kind: 'goodbye' });
    expect((await exited).peer).toBe(peer.id);
  });

  it('15, 36: a mute peer is evasive, pinged, silent, and exits', async () => {
    await using nodes = new TestNodes(port);
    const { node, seen } = await startedNode(nodes);
    await using peer = await enteredPeer(node);
    const exited = next(node, 'exit');
    node.setTimings({ evasiveMs: 100, silentMs: 200, expiredMs: 400 });
    expect(await peer.receive()).toMatchObject({ kind: 'ping', sequence: 2 });
    await exited;
    expect(seen.map(({ type }) => type)).toEqual(['enter', 'evasive', 'silent', 'exit']);
  });

  it('40: a new process at the same endpoint: the old peer exits, the new one enters', async () => {
    await using nodes = new TestNodes(port);
    const { node, seen } = await startedNode(nodes);
    await using old = await enteredPeer(node);
    await using young = await RawPeer.open(node, port);
    const entered = next(node, 'enter');
    await young.hello({ endpoint: old.endpoint });
    expect((await entered).peer).toBe(young.id);
    expect(seen.map(({ type, peer }) => [type, peer])).toEqual([
      ['enter', old.id],
      ['exit', old.id],
      ['enter', young.id],
    ]);
  });
});

describe('messages', () => {
  it('34, 43: the status passes 255 to 0, and a wrong one does no harm', async () => {
    await using nodes = new TestNodes(port);
    const { node, seen } = await startedNode(nodes);
    await using peer = await enteredPeer(node);
    for (let status = 1; status <= 257; status += 1) {
      await peer.send({
        kind: 'join',
        group: `G${status}`,
        status: status & 0xff,
      });
    }
    await peer.settled();
    expect(node.stats().irregularities).toEqual({});
    await peer.send({ kind: 'join', group: 'late', status: 99 });
    await peer.settled();
    expect(node.stats().irregularities).toEqual({ 'status-mismatch': 1 });
    expect(seen.filter(({ type }) => type === 'join')).toHaveLength(258);
  });

  it('37: joining twice says so once', async () => {
    await using nodes = new TestNodes(port);
    const { node } = await startedNode(nodes);
    await using peer = await enteredPeer(node);
    node.join('G');
    node.join('G');
    node.leave('none');
    expect(await peer.settled()).toEqual([{ kind: 'join', sequence: 2, group: 'G', status: 1 }]);
  });

  it('38, 41: a shout is delivered whoever is a member, and text is UTF-8', async () => {
    await using nodes = new TestNodes(port);
    const { node } = await startedNode(nodes);
    await using peer = await enteredPeer(node);
    const heard = next(node, 'shout');
    const content = [Buffer.from('grüß')];
    await peer.send({ kind: 'shout', group: 'Gruppe Ω', content });
    expect(await heard).toMatchObject({ group: 'Gruppe Ω', content });
  });

  it('44: messages without content stay apart from the next event', async () => {
    await using nodes = new TestNodes(port);
    const { node, seen } = await startedNode(nodes);
    await using peer = await enteredPeer(node);
    await peer.sendFrames(encodeMessage({ kind: 'whisper', content: [] }, 2).slice(0, 1));
    await peer.sendFrames(encodeMessage({ kind: 'shout', group: 'G', content: [] }, 3).slice(0, 1));
    await peer.send({ kind: 'ping', sequence: 4 });
    expect((await peer.receive()).kind).toBe('ping-ok');
    const contents = seen.map((event) => ('content' in event ? event.content : undefined));
    expect(contents).toEqual([undefined, [], []]);
  });

  it('46: cut frames of every type are dropped and counted', async () => {
    await using nodes = new TestNodes(port);
    const { node, seen } = await startedNode(nodes);
    await using peer = await enteredPeer(node);
    const group = 'G';
    const every: Message[] = [
      {
        kind: 'hello',
        sequence: 1,
        endpoint: peer.endpoint,
        groups: [group],
        status: 1,
        name: 'x',
        headers: new Map([['k', 'v']]),
      },
      { kind: 'whisper', sequence: 2, content: [] },
      { kind: 'shout', sequence: 2, group, content: [] },
      { kind: 'join', sequence: 2, group, status: 1 },
      { kind: 'leave', sequence: 2, group, status: 1 },
      { kind: 'ping', sequence: 2 },
      { kind: 'ping-ok', sequence: 2 },
      { kind: 'elect', sequence: 2, group, candidate: peer.id },
      { kind: 'leader', sequence: 2, group, leader: peer.id },
      { kind: 'goodbye', sequence: 2 },
    ];
    let cuts = 0;
    for (const message of every) {
      const [head = new Uint8Array()] = encodeMessage(message, message.sequence);
      for (let length = 4; length < head.length; length += 1) {
        await peer.sendFrames([head.subarray(0, length)]);
        cuts += 1;
      }
    }
    await peer.settled();
    expect(node.stats().irregularities).toEqual({ 'message-truncated': cuts });
    expect(seen.map(({ type }) => type)).toEqual(['enter']);
  });
});
