import type { NodeId } from '@zfarm/cluster-core/core';
import type { Network, Packet, Stream } from './network.js';

/** What presence tells its node, as ZRE does. */
export interface PresenceListener {
  entered(peer: NodeId): void;
  exited(peer: NodeId): void;
  whispered(peer: NodeId, frames: readonly Uint8Array[]): void;
}

interface KnownPeer {
  readonly outgoing: Stream;
  /** The connection of its that began with the hello we took; undefined before. */
  incoming: Stream | undefined;
}

/**
 * Who is there, as a ZRE node sees it: a peer heard of is connected to and told hello, enters with its own hello,
 * exits when our connection to it breaks, and begins anew when it says hello again. A stand-in for the real
 * node's core, which has its own tests; other than there, a hello tells whether it answers another one.
 */
export class Presence {
  readonly #self: NodeId;
  readonly #network: Network;
  readonly #listener: PresenceListener;
  readonly #peers: Map<NodeId, KnownPeer> = new Map();

  constructor(self: NodeId, network: Network, listener: PresenceListener) {
    this.#self = self;
    this.#network = network;
    this.#listener = listener;
  }

  onBeacon(from: NodeId): void {
    if (!this.#peers.has(from)) this.#meet(from);
  }

  onPacket(stream: Stream, packet: Packet): void {
    const from = stream.from;
    const known = this.#peers.get(from);
    if (packet.kind === 'whisper') {
      // From a connection that we don't know, or of the time before it began anew: nobody we talk with.
      if (known?.incoming === stream) this.#listener.whispered(from, packet.frames);
      return;
    }
    this.#onHello(stream, packet.answers, known);
  }

  onConnectionLost(stream: Stream): void {
    const known = this.#peers.get(stream.to);
    if (known?.outgoing !== stream) return;
    this.#lose(stream.to, known);
    this.#network.listenFor(this.#self, stream.to);
  }

  /** One that never said hello is given up, and met again when it is heard of. */
  onConnectionAged(stream: Stream): void {
    if (this.#peers.get(stream.to)?.incoming === undefined) this.onConnectionLost(stream);
  }

  whisper(to: NodeId, frames: Uint8Array[]): void {
    const known = this.#peers.get(to);
    if (known !== undefined) this.#network.send(known.outgoing, { kind: 'whisper', frames });
  }

  #onHello(stream: Stream, answers: boolean, known: KnownPeer | undefined): void {
    const from = stream.from;
    if (known?.incoming !== undefined) {
      // It has begun anew. If because of our own hello, it has that, and needs no further one.
      if (answers) this.#listener.exited(from);
      else this.#lose(from, known);
    }
    const peer = this.#peers.get(from) ?? this.#meet(from, !answers);
    peer.incoming = stream;
    this.#listener.entered(from);
  }

  #meet(other: NodeId, answers: boolean = false): KnownPeer {
    const peer: KnownPeer = { outgoing: this.#network.open(this.#self, other), incoming: undefined };
    this.#peers.set(other, peer);
    this.#network.send(peer.outgoing, { kind: 'hello', answers });
    return peer;
  }

  #lose(other: NodeId, known: KnownPeer): void {
    this.#peers.delete(other);
    this.#network.close(known.outgoing);
    if (known.incoming !== undefined) this.#listener.exited(other);
  }
}
