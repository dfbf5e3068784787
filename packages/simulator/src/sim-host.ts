import {
  announcementHeaders,
  type Capacity,
  decodeLoad,
  encodeLoad,
  type LinkPeer,
  type Load,
  type Message,
  memberGroup,
  type NodeId,
  type Role,
  type SessionInput,
  type SessionOutput,
  TOKEN_BYTES,
  watchGroup,
} from '@zfarm/cluster-core/core';
import { stepCore } from './checkers/core-invariants.js';
import { describeMessage } from './describe-message.js';
import type { Turns } from './turns.js';
import { Violation } from './violation.js';
import type { SessionMachine, World } from './world.js';
import { type PeerEntered, ZreHost } from './zre-host.js';

const CLUSTER = 'sim';

/** The part of a node that works: a worker or a client. */
export interface HostPart {
  opened(peer: LinkPeer): void;
  received(peer: NodeId, messages: readonly Message[]): void;
  closed(peer: NodeId): void;
}

export interface SimHostOptions {
  readonly world: World;
  readonly id: NodeId;
  readonly role: Role;
  /** Of a worker. */
  readonly capacity?: Capacity;
  readonly part: HostPart;
  readonly turns: Turns;
}

/** One process on the network: a ZRE node, sessions, and messages that leave together at the end of a turn. */
export class SimHost {
  readonly id: NodeId;
  readonly zre: ZreHost;
  readonly #world: World;
  readonly #part: HostPart;
  readonly #turns: Turns;
  readonly #sessions: SessionMachine;
  readonly #links: Map<NodeId, Message[]> = new Map();

  constructor(options: SimHostOptions) {
    const { world, id, role, capacity, part, turns } = options;
    this.id = id;
    this.#world = world;
    this.#part = part;
    this.#turns = turns;
    this.#sessions = world.cores.session({ role, cluster: CLUSTER });
    this.zre = new ZreHost({
      world,
      id,
      turns,
      headers: announcementHeaders({ role, cluster: CLUSTER, ...(capacity && { capacity }) }),
      groups: role === 'worker' ? [memberGroup(CLUSTER)] : [memberGroup(CLUSTER), watchGroup(CLUSTER)],
      listener: {
        entered: (peer) => this.#onEntered(peer),
        exited: (peer) => this.#session({ kind: 'peer-exited', peer }),
        whispered: (peer, frames) => this.#session({ kind: 'whisper-received', peer, frames }),
        shouted: (peer, group, frames) => this.#onShout(peer, group, frames),
      },
    });
    turns.atEnd(() => this.#flush());
  }

  /** Peers with an open session. */
  get links(): readonly NodeId[] {
    return [...this.#links.keys()];
  }

  /** Queues a message for the end of the turn; nobody hears one to a peer without a session. */
  send(peer: NodeId, message: Message): void {
    this.#world.trace.step(`${this.id} -> ${peer} ${describeMessage(message)}`);
    this.#links.get(peer)?.push(message);
  }

  /** Bytes of values that wait for the link to a peer. */
  waitingBytesTo(peer: NodeId): number {
    return this.#sessions.waitingBytesTo(peer);
  }

  shoutLoad(load: Load): void {
    this.zre.shout(watchGroup(CLUSTER), [encodeLoad(load)]);
  }

  /** Nothing between us and our peers is ever malformed. */
  checkSessions(): void {
    const { badEnvelopes, unknownKinds, wrongWay, transferFaults, lostValues } = this.#sessions.stats();
    const faults = Object.keys(transferFaults).length;
    if (badEnvelopes + unknownKinds + wrongWay + faults + lostValues > 0)
      throw new Violation(
        'session',
        `${this.id} has dropped messages: ${JSON.stringify(this.#sessions.stats())}`,
      );
  }

  #onEntered(peer: PeerEntered): void {
    const token = this.#world.prng.bytes(TOKEN_BYTES);
    this.#world.trace.step(`${this.id} sees ${peer.id} enter`);
    this.#session({ kind: 'peer-entered', peer, token });
  }

  #onShout(peer: NodeId, group: string, [frame]: readonly Uint8Array[]): void {
    if (group !== watchGroup(CLUSTER) || frame === undefined || decodeLoad(frame) === undefined)
      throw new Violation('protocol', `${this.id} hears no load in what ${peer} shouts to ${group}`);
  }

  #session(input: SessionInput): void {
    const outputs = stepCore(
      `${this.id} session`,
      () => this.#sessions.handle(input, this.#turns.now()),
      () => this.#sessions.sanityCheck(),
    );
    for (const output of outputs) this.#perform(output);
  }

  #perform(output: SessionOutput): void {
    switch (output.kind) {
      case 'whisper':
        if (!this.zre.whisper(output.peer, output.frames)) this.zre.drop(output.peer);
        break;
      case 'more':
        this.#session({ kind: 'go-on', peer: output.peer });
        break;
      case 'session-opened':
        this.#world.trace.step(`${this.id} has a session with ${output.peer.id}`);
        this.#links.set(output.peer.id, []);
        this.#part.opened(output.peer);
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
      case 'heard':
        this.#part.received(output.peer, []);
        break;
      case 'broken':
        throw new Violation('session', `${this.id} cannot read what ${output.peer} has sent`);
      case 'spoilt':
        throw new Violation('session', `${this.id} has lost the value of ${describeMessage(output.message)}`);
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
