import { type ZreEvent, ZreNode } from '@zfarm/zre';
import { decodeMessage, encodeMessage, type Message } from '@zfarm/zre/core';
import { describe, expect, it } from 'vitest';
import { freeUdpPort, next, TestNodes } from './nodes.js';

/** The behaviours that libzyre's own self tests look at; numbers as in README.md. */
describe('codec', () => {
  const id = 'A'.repeat(32);
  const group = 'GLOBAL';
  const content = [Buffer.from('Captcha Diem')];
  const headers = new Map([
    ['Name', 'Brutus'],
    ['Age', '43'],
  ]);
  const every: Message[] = [
    {
      kind: 'hello',
      sequence: 123,
      endpoint: 'tcp://127.0.0.1:1',
      groups: ['Name: Brutus', 'Age: 43'],
      status: 123,
      name: 'Life is short',
      headers,
    },
    { kind: 'whisper', sequence: 123, content },
    { kind: 'shout', sequence: 123, group, content },
    { kind: 'join', sequence: 123, group, status: 123 },
    { kind: 'leave', sequence: 123, group, status: 123 },
    { kind: 'ping', sequence: 123 },
    { kind: 'ping-ok', sequence: 123 },
    { kind: 'elect', sequence: 123, group, candidate: id },
    { kind: 'leader', sequence: 123, group, leader: id },
    { kind: 'goodbye', sequence: 123 },
  ];

  it.each(every)('1: $kind goes there and back', (message) => {
    expect(decodeMessage(encodeMessage(message, message.sequence))).toEqual(message);
  });
});

describe('nodes', () => {
  it('6, 7: one that never starts has a name and a UUID, and goes quietly', async () => {
    const node = new ZreNode({ interface: '127.0.0.1', port: await freeUdpPort() });
    expect(node.uuid).toMatch(/^[0-9A-F]{32}$/);
    expect(node.name).toBe(node.uuid.slice(0, 6));
    node.name = 'renamed';
    expect(node.name).toBe('renamed');
    await node.stop();
  });

  it('8, 9: a taken endpoint is refused, a free one taken, and UUIDs differ', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const first = nodes.make({ endpoint: 'tcp://127.0.0.1:*' });
    await first.start();
    const second = nodes.make({ endpoint: first.endpoint });
    await expect(second.start()).rejects.toThrow(first.endpoint);
    expect(second.uuid).not.toBe(first.uuid);
  });

  it('3-5, 10-14, 16, 19: two nodes with headers, groups, a shout and a stop', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const first = nodes.make({ name: 'node1', headers: { 'X-HELLO': 'World' } });
    const second = nodes.make({ name: 'node2' });
    first.join('GLOBAL');
    first.join('node1 group');
    second.join('GLOBAL');
    second.join('node2 group');
    const atFirst: ZreEvent[] = [];
    const atSecond: ZreEvent[] = [];
    for (const type of ['enter', 'join', 'shout', 'stop'] as const) {
      first.on(type, (event) => atFirst.push(event));
      second.on(type, (event) => atSecond.push(event));
    }
    const joined = [first, second].map((node) => next(node, 'join', ({ group }) => group.endsWith('group')));
    await first.start();
    await second.start();
    await Promise.all(joined);
    expect(second.peers()).toEqual([first.uuid]);
    expect(second.ownGroups()).toEqual(['GLOBAL', 'node2 group']);
    expect(second.peerGroups()).toEqual(['GLOBAL', 'node1 group']);
    expect(second.peerHeader(first.uuid, 'X-HELLO')).toBe('World');
    const shouted = next(second, 'shout');
    first.shout('GLOBAL', 'Hello, World');
    await shouted;
    await second.stop();

    const of = { peer: first.uuid, name: 'node1' };
    expect(atSecond).toEqual([
      { type: 'enter', ...of, headers: { 'X-HELLO': 'World' }, endpoint: first.endpoint },
      { type: 'join', ...of, group: 'GLOBAL' },
      { type: 'join', ...of, group: 'node1 group' },
      { type: 'shout', ...of, group: 'GLOBAL', content: [Buffer.from('Hello, World')] },
      { type: 'stop', peer: second.uuid, name: 'node2' },
    ]);
    expect(atFirst.map(({ type }) => type)).toEqual(['enter', 'join', 'join']);
  });
});

describe('elections', () => {
  it('20: of two who stand, one leads and both say so', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const [one, two] = [nodes.make({ contest: ['GROUP_1'] }), nodes.make({ contest: ['GROUP_1'] })];
    const pair = [one, two];
    const [lowest] = pair.map(({ uuid }) => uuid).toSorted((a, b) => a.localeCompare(b));
    const elected = pair.map((node) => next(node, 'leader', ({ peer }) => peer === lowest));
    for (const node of pair) await node.start();
    await Promise.all(elected);
    expect(pair.map((node) => node.leader('GROUP_1'))).toEqual([lowest, lowest]);
  });

  it('21, 22: who stands alone leads, and nobody leads where nobody stands', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const [standing, other] = [nodes.make({ contest: ['GROUP_2'] }), nodes.make()];
    for (const group of ['GROUP_2', 'GROUP_3']) other.join(group);
    standing.join('GROUP_3');
    const groups: string[] = [];
    for (const node of [standing, other]) node.on('leader', ({ group }) => groups.push(group));
    const elected = [standing, other].map((node) => next(node, 'leader'));
    for (const node of [standing, other]) await node.start();
    const leaders = await Promise.all(elected);
    expect(leaders.map(({ peer, group }) => [peer, group])).toEqual([
      [standing.uuid, 'GROUP_2'],
      [standing.uuid, 'GROUP_2'],
    ]);
    expect(new Set(groups)).toEqual(new Set(['GROUP_2']));
  });
});

describe('long conversations', () => {
  it('33, 35: 70,000 whispers pass the wrap of the sequence, multi-frame and binary', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const [first, second] = await nodes.pair();
    let count = 0;
    let exits = 0;
    for (const node of [first, second]) node.on('exit', () => (exits += 1));
    const all = next(second, 'whisper', ({ content: [index, zero] }) => {
      if (index?.readUInt32BE() !== count || zero?.[0] !== 0)
        throw new Error(`Message ${count} is not as sent`);
      count += 1;
      return count === 70_000;
    });
    for (let index = 0; index < 70_000; index += 1) {
      const number = Buffer.alloc(4);
      number.writeUInt32BE(index);
      first.whisper(second.uuid, [number, Buffer.of(0, 255)]);
    }
    await all;
    expect(exits).toBe(0);
  });

  it('45: 64 KiB and 16 MiB', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const [first, second] = await nodes.pair();
    for (const size of [65_536, 16_777_216]) {
      const payload = Buffer.alloc(size, 'zre');
      const heard = next(second, 'whisper');
      first.whisper(second.uuid, payload);
      expect((await heard).content[0]?.equals(payload)).toBe(true);
    }
  });
});
