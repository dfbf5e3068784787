import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { curveKeyFromBytes, nodeIdToBytes } from '@zfarm/zre/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { Dealer } from 'zeromq';
import { freeUdpPort, next, TestNodes, until } from './nodes.js';
import { RawPeer } from './raw-peer.js';

/** Nodes of one machine that know a secret, beside some that do not. */
let port: number;
let nodes: TestNodes;

beforeEach(async () => {
  port = await freeUdpPort();
  nodes = new TestNodes(port);
  return () => nodes[Symbol.asyncDispose]();
});

const guard = { secret: 'a secret of thirty-two characters' };
const often = { intervalMs: 20 };

describe('guarded nodes', () => {
  it('meet, talk, and exit at a goodbye', async () => {
    const [first, second] = await nodes.pair({ guard }, { guard });
    const heard = next(second, 'whisper');
    first.whisper(second.uuid, Buffer.alloc(1 << 20, 7));
    expect((await heard).content[0]?.equals(Buffer.alloc(1 << 20, 7))).toBe(true);
    const exited = next(second, 'exit');
    await first.stop();
    expect((await exited).peer).toBe(first.uuid);
  });

  it('do not meet those of another secret, nor plain ones', async () => {
    const own = await nodes.pair({ guard, name: 'own 1', ...often }, { guard, name: 'own 2', ...often });
    const strange = { guard: { secret: 'another secret of enough characters' }, ...often };
    const others = await nodes.pair({ ...strange, name: 'other 1' }, { ...strange, name: 'other 2' });
    const plain = await nodes.pair({ name: 'plain 1', ...often }, { name: 'plain 2', ...often });
    const all = [...own, ...others, ...plain];
    const strangers = (irregularities: Readonly<Record<string, number>>): number =>
      Math.min(irregularities['security-mismatch'] ?? 0, irregularities['key-refused'] ?? 99);
    await until(() => all.every((node) => strangers(node.stats().irregularities) > 10));
    expect(all.map((node) => node.peers().map((peer) => node.peerName(peer)))).toEqual([
      ['own 2'],
      ['own 1'],
      ['other 2'],
      ['other 1'],
      ['plain 2'],
      ['plain 1'],
    ]);
  });

  it('take no message of who does not know the secret', async () => {
    const node = nodes.make({ guard, name: 'node' });
    await node.start();
    await using plain = await RawPeer.open(node, port);
    const guess = new Dealer({ linger: 0, plainUsername: plain.id, plainPassword: 'a'.repeat(64) });
    const refused = new Promise((resolve) => guess.events.on('handshake:error:auth', resolve));
    guess.connect(node.endpoint);
    await refused;
    guess.close();
    // It may wait for ever to be let in.
    void plain.hello().catch(() => undefined);
    const [, friend] = await nodes.pair({ guard, name: 'a' }, { guard, name: 'b' });
    await until(() => node.peers().includes(friend.uuid));
    expect(node.peers()).not.toContain(plain.id);
    expect(node.stats().irregularities['key-refused']).toBe(1);
  });

  it('tell a trap nothing that another mailbox would take', async () => {
    const node = nodes.make({ guard, name: 'node' });
    await node.start();
    await using trap = await Trap.open();
    await using forger = await RawPeer.open(node, port);
    await forger.beacon(trap.port, await tagOf(node.uuid));
    const { username, password } = await trap.caught;
    expect(username).toBe(node.uuid);
    const replay = new Dealer({ linger: 0, plainUsername: username, plainPassword: password });
    const refused = new Promise((resolve) => replay.events.on('handshake:error:auth', resolve));
    replay.connect(node.endpoint);
    await refused;
    replay.close();
    expect(node.peers()).toEqual([]);
  });

  it('are not evicted by a forged goodbye', async () => {
    const [first, second] = await nodes.pair({ guard }, { guard });
    await using forger = await RawPeer.open(first, port, undefined, second.uuid);
    await forger.beacon(0, await tagOf(second.uuid));
    await until(() => first.stats().irregularities['goodbye-unproved'] === 1);
    expect(first.peers()).toEqual([second.uuid]);
  });

  it('refuse what does not go with it', () => {
    expect(() => nodes.make({ guard: { secret: 'short' } })).toThrow(/at least 32/);
    expect(() => nodes.make({ guard, gossip: {} })).toThrow(/beacons alone/);
    expect(() => nodes.make({ guard }).requirePeer('A'.repeat(32), 'tcp://127.0.0.1:1')).toThrow(/beacons/);
  });
});

/** Listens where a forged beacon leads, and speaks ZMTP as far as it takes to be told user and password. */
class Trap implements AsyncDisposable {
  readonly port: number;
  readonly caught: Promise<{ readonly username: string; readonly password: string }>;
  readonly #server: Server;
  readonly #sockets: Socket[] = [];

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    this.caught = new Promise((resolve) => {
      server.on('connection', (socket) => {
        const greeting = Buffer.alloc(64);
        greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
        greeting.write('PLAIN', 12);
        greeting[32] = 1;
        socket.write(greeting);
        let heard = Buffer.alloc(0);
        socket.on('data', (data) => {
          heard = Buffer.concat([heard, data]);
          const [, username, password] = /HELLO (.{32})@(.{64})/s.exec(heard.toString('latin1')) ?? [];
          if (username !== undefined && password !== undefined) resolve({ username, password });
        });
        socket.on('error', () => undefined);
        this.#sockets.push(socket);
      });
    });
  }

  static async open(): Promise<Trap> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Trap(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** What guarded nodes show everyone: as a neighbour hears it. */
async function tagOf(uuid: string): Promise<string> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  socket.bind(port);
  await once(socket, 'listening');
  try {
    for (;;) {
      const [datagram] = (await once(socket, 'message')) as [Buffer];
      if (datagram.subarray(4, 20).equals(Buffer.from(nodeIdToBytes(uuid))))
        return curveKeyFromBytes(datagram, 22);
    }
  } finally {
    socket.close();
  }
}
