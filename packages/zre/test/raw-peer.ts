import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { ZreNode } from '@zfarm/zre';
import {
  type Content,
  decodeMessage,
  encodeBeacon,
  encodeMessage,
  type HelloMessage,
  type Message,
  nodeIdFromBytes,
  routingIdOf,
} from '@zfarm/zre/core';
import { Dealer, Router } from 'zeromq';

/** `Omit` that keeps the members of a union apart. */
type Unnumbered<M> = M extends Message ? Omit<M, 'sequence'> & { readonly sequence?: number } : never;

/** The key pair of a CURVE peer, and that of the node. */
export interface RawCurve {
  readonly publicKey: string;
  readonly secretKey: string;
  readonly serverKey: string;
}

/** A peer played by hand: two ZeroMQ sockets and a UDP socket, nothing that acts by itself. */
export class RawPeer implements AsyncDisposable {
  readonly id: string;
  readonly #inbox: Router;
  readonly #outbox: Dealer;
  readonly #publicKey: string | undefined;
  readonly #udp: Socket = createSocket({ type: 'udp4', reuseAddr: true });
  readonly #udpPort: number;
  #sequence = 0;
  /** Of the node's last message: who it says it is. */
  lastRoutingId: Buffer | undefined;

  private constructor(
    udpPort: number,
    { id, curve }: { readonly id: string; readonly curve: RawCurve | undefined },
  ) {
    this.#inbox = new Router({
      linger: 0,
      handover: true,
      receiveTimeout: 10_000,
      ...(curve && { curveServer: true, curveSecretKey: curve.secretKey }),
    });
    this.#outbox = new Dealer({
      linger: 0,
      ...(curve && {
        curveServerKey: curve.serverKey,
        curvePublicKey: curve.publicKey,
        curveSecretKey: curve.secretKey,
      }),
    });
    this.#publicKey = curve?.publicKey;
    this.#udpPort = udpPort;
    this.id = id;
    // Octets instead of the text that the typings want.
    this.#outbox.routingId = Buffer.from(routingIdOf(id)) as unknown as string;
  }

  /** Connected to the node, which has not heard of it yet. */
  static async open(
    node: ZreNode,
    udpPort: number,
    curve?: RawCurve,
    id = nodeIdFromBytes(randomBytes(16)),
  ): Promise<RawPeer> {
    const peer = new RawPeer(udpPort, { id, curve });
    await peer.#inbox.bind('tcp://127.0.0.1:*');
    peer.#outbox.connect(node.endpoint);
    peer.#udp.bind({ port: 0, address: '127.0.0.1' });
    await once(peer.#udp, 'listening');
    peer.#udp.setBroadcast(true);
    return peer;
  }

  get endpoint(): string {
    return this.#inbox.lastEndpoint ?? '';
  }

  async sendDatagram(datagram: Uint8Array): Promise<void> {
    await new Promise<void>((resolve) =>
      this.#udp.send(datagram, this.#udpPort, '127.255.255.255', () => resolve()),
    );
  }

  /** The outgoing connection was refused. */
  async refused(): Promise<void> {
    await new Promise((resolve) => this.#outbox.events.on('handshake:error:auth', resolve));
  }

  beacon(port = Number(this.endpoint.split(':')[2]), publicKey = this.#publicKey): Promise<void> {
    const beacon = { id: this.id, port };
    return this.sendDatagram(encodeBeacon(publicKey === undefined ? beacon : { ...beacon, publicKey }));
  }

  sendFrames(frames: Content): Promise<void> {
    return this.#outbox.send(frames as Uint8Array[]);
  }

  /** Sends under the next number, unless one is given. */
  async send(message: Unnumbered<Message>): Promise<void> {
    this.#sequence = message.sequence ?? (this.#sequence + 1) & 0xffff;
    await this.sendFrames(encodeMessage(message, this.#sequence));
  }

  async hello(fields: Partial<HelloMessage> = {}): Promise<void> {
    const base = { endpoint: this.endpoint, groups: [], status: 0, name: 'raw', headers: new Map() };
    await this.send({ kind: 'hello', ...base, sequence: 1, ...fields });
  }

  /** The node's next message. */
  async receive(): Promise<Message> {
    const [routingId, ...frames] = await this.#inbox.receive();
    this.lastRoutingId = routingId;
    const message = decodeMessage(frames);
    if (typeof message === 'string') throw new Error(`The node sent nonsense: ${message}`);
    return message;
  }

  /** The node has read all that was sent to it: it has answered our PING. */
  async settled(): Promise<Message[]> {
    await this.send({ kind: 'ping' });
    const before: Message[] = [];
    for (;;) {
      const message = await this.receive();
      if (message.kind === 'ping-ok') return before;
      before.push(message);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#inbox.close();
    this.#outbox.close();
    await new Promise<void>((resolve) => this.#udp.close(resolve));
  }
}
