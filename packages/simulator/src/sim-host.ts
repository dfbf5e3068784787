import {
  type Message,
  type NodeId,
  type Role,
  SessionCore,
  type SessionOutput,
  TOKEN_BYTES,
} from '@zfarm/cluster-core/core';
import { stepCore } from './checkers/core-invariants.js';
import { describeMessage } from './describe-message.js';
import type { NetworkNode, Packet, Stream } from './network.js';
import { Presence } from './presence.js';
import type { Turns } from './turns.js';
import { Violation } from './violation.js';
import type { World } from './world.js';

/** The part of a node that works: a worker or a client. */
export interface HostPart {
  opened(peer: NodeId): void;
  received(peer: NodeId, messages: readonly Message[]): void;
  closed(peer: NodeId): void;
}

/** One process on the network: presence, sessions, and messages that leave together at the end of a turn. */
export class SimHost implements NetworkNode {
  readonly id: NodeId;
  readonly turns: Turns;
  readonly #world: World;
  readonly #part: HostPart;
  readonly #presence: Presence;
  readonly #sessions: SessionCore;
  readonly #links: Map<NodeId, Message[]> = new Map();

  constructor(world: World, id: NodeId, role: Role, part: HostPart, turns: Turns) {
    this.id = id;
    this.turns = turns;
    this.#world = world;
    this.#part = part;
    this.#sessions = new SessionCore({ role, cluster: 'sim' });
    this.#presence = new Presence(id, world.network, {
      entered: (peer) => this.#onEntered(peer),
      exited: (peer) => this.#session({ kind: 'peer-exited', peer }),
      whispered: (peer, frames) => this.#session({ kind: 'whisper-received', peer, frames }),
    });
    turns.atEnd(() => this.#flush());
  }

  /** Peers with an open session. */
  get links(): readonly NodeId[] {
    return [...this.#links.keys()];
  }

  beaconHeard(from: NodeId): void {
    this.turns.run(() => this.#presence.onBeacon(from));
  }

  packetArrived(stream: Stream, packet: Packet): void {
    this.turns.run(() => this.#presence.onPacket(stream, packet));
  }

  connectionLost(stream: Stream): void {
    this.turns.run(() => this.#presence.onConnectionLost(stream));
  }

  connectionAged(stream: Stream): void {
    this.turns.run(() => this.#presence.onConnectionAged(stream));
  }

  /** Queues a message for the end of the turn; nobody hears one to a peer without a session. */
  send(peer: NodeId, message: Message): void {
    this.#world.trace.step(`${this.id} -> ${peer} ${describeMessage(message)}`);
    this.#links.get(peer)?.push(message);
  }

  /** Nothing between us and our peers is ever malformed. */
  checkSessions(): void {
    const { badEnvelopes, unknownKinds, wrongWay } = this.#sessions.stats();
    if (badEnvelopes + unknownKinds + wrongWay > 0)
      throw new Violation(
        'session',
        `${this.id} has dropped messages: ${JSON.stringify(this.#sessions.stats())}`,
      );
  }

  #onEntered(peer: NodeId): void {
    const headers = this.#world.headersOf(peer);
    const token = this.#world.prng.bytes(TOKEN_BYTES);
    const entered = { id: peer, name: peer, endpoint: `tcp://${peer}`, headers };
    this.#session({ kind: 'peer-entered', peer: entered, token });
  }

  #session(input: Parameters<SessionCore['handle']>[0]): void {
    const outputs = stepCore(
      `${this.id} session`,
      () => this.#sessions.handle(input),
      () => undefined,
    );
    for (const output of outputs) this.#perform(output);
  }

  #perform(output: SessionOutput): void {
    switch (output.kind) {
      case 'whisper':
        this.#presence.whisper(output.peer, [...output.frames]);
        break;
      case 'session-opened':
        this.#world.trace.step(`${this.id} has a session with ${output.peer.id}`);
        this.#links.set(output.peer.id, []);
        this.#part.opened(output.peer.id);
        break;
      case 'session-closed':
        this.#world.trace.step(`${this.id} has lost ${output.peer}`);
        this.#links.delete(output.peer);
        this.#part.closed(output.peer);
        break;
      case 'received':
        for (const message of output.messages)
          this.#world.trace.step(`${this.id} <- ${output.peer} ${describeMessage(message)}`);
        this.#part.received(output.peer, output.messages);
        break;
      case 'refused':
        throw new Violation('session', `${this.id} refuses ${output.peer.id}: ${output.reason}`);
    }
  }

  #flush(): void {
    for (const [peer, messages] of this.#links) {
      if (messages.length === 0) continue;
      this.#links.set(peer, []);
      this.#session({ kind: 'send', peer, messages });
    }
  }
}
