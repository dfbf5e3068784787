import type { NodeId } from '@zfarm/cluster-core/core';
import {
  defaultTimings,
  type NodeEvent,
  type NodeInput,
  type NodeOutput,
  routingIdOf,
} from '@zfarm/zre/core';
import { stepCore } from './checkers/core-invariants.js';
import type { ConnectionNews, NetworkNode } from './network/network-node.js';
import { DeadlineTimer, type Turns } from './turns.js';
import type { NodeMachine, World } from './world.js';

/** Looking at every peer after every step takes most of a large run's time: there, every so many steps must do. */
const CHECK_EACH_STEP_UP_TO = 12;
const CHECK_EVERY = 32;
const UUID_BYTES = 16;

/** A peer as its HELLO told of it. */
export interface PeerEntered {
  readonly id: NodeId;
  readonly name: string;
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What happens to a node's peers, by the names that they gave themselves: a trace is read by people. */
export interface ZreListener {
  entered(peer: PeerEntered): void;
  exited(peer: NodeId): void;
  whispered(peer: NodeId, frames: readonly Uint8Array[]): void;
  shouted(peer: NodeId, group: string, frames: readonly Uint8Array[]): void;
}

export interface ZreHostOptions {
  readonly world: World;
  readonly id: NodeId;
  readonly turns: Turns;
  readonly headers: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  readonly listener: ZreListener;
}

/** The core of a ZRE node between the network and the application, driven as the package's own `io/` does. */
export class ZreHost implements NetworkNode {
  readonly id: NodeId;
  readonly machine: string;
  readonly address: string;
  readonly endpoint: string;
  readonly routingId: Uint8Array;
  readonly #world: World;
  readonly #turns: Turns;
  readonly #listener: ZreListener;
  readonly #core: NodeMachine;
  readonly #timer: DeadlineTimer;
  readonly #groups: readonly string[];
  /** Beside those that all are in. */
  readonly #extraGroups: Set<string> = new Set();
  readonly #port: number = 50_000;
  /** Names of those who have entered, with the ids that ZRE knows them by. */
  readonly #uuids: Map<NodeId, string> = new Map();
  readonly #outputs: NodeOutput[] = [];
  #performing: boolean = false;
  #steps: number = 0;

  constructor(options: ZreHostOptions) {
    const { world, id, turns, headers, groups, listener } = options;
    this.id = id;
    this.machine = id.split('.')[0] ?? id;
    this.address = world.addressOf(this.machine);
    this.endpoint = `tcp://${this.address}:${this.#port}`;
    this.#world = world;
    this.#turns = turns;
    this.#listener = listener;
    this.#groups = groups;
    const uuid = hex(world.prng.bytes(UUID_BYTES));
    this.routingId = routingIdOf(uuid);
    const entries = new Map(Object.entries(headers));
    this.#core = world.cores.node({ id: uuid, name: id, headers: entries, timings: defaultTimings });
    this.#timer = new DeadlineTimer(turns, () => this.#input({ kind: 'tick' }));
  }

  start(): void {
    const { address, endpoint } = this;
    this.#world.network.join(this);
    const network = { kind: 'ipv4', address, netmask: '255.255.0.0' } as const;
    for (const group of this.#groups) this.#input({ kind: 'join', group });
    const homes = [{ endpoint, mailboxPort: this.#port, loopback: false, network }];
    this.#input({ kind: 'start', homes });
    this.#input({ kind: 'tick' });
  }

  /** Joins a group that it is not in, or leaves it. */
  toggle(group: string): void {
    const joins = !this.#extraGroups.delete(group);
    if (joins) this.#extraGroups.add(group);
    this.#turns.run(() => this.#input({ kind: joins ? 'join' : 'leave', group }));
  }

  isIn(group: string): boolean {
    return this.#extraGroups.has(group);
  }

  /** Says goodbye; what was sent before still leaves. */
  stop(): void {
    this.#input({ kind: 'stop' });
  }

  /** Whoever has entered and not exited, by name. */
  get peers(): readonly NodeId[] {
    return this.#core.peers().map((uuid) => this.#core.peer(uuid)?.name ?? uuid);
  }

  membersOf(group: string): readonly NodeId[] {
    return this.#core.peersByGroup(group).map((uuid) => this.#core.peer(uuid)?.name ?? uuid);
  }

  /** @returns whether it is on its way: it is not if nobody of that name is there, or too much waits already */
  whisper(peer: NodeId, content: readonly Uint8Array[]): boolean {
    const uuid = this.#uuids.get(peer);
    if (uuid === undefined) return false;
    return this.#input({ kind: 'whisper', peer: uuid, content })[0]?.kind === 'send';
  }

  drop(peer: NodeId): void {
    const uuid = this.#uuids.get(peer);
    if (uuid === undefined) return;
    this.#world.trace.tell(`${this.id} cannot whisper to ${peer} and drops it`);
    this.#input({ kind: 'drop', peer: uuid });
  }

  shout(group: string, content: readonly Uint8Array[]): void {
    this.#input({ kind: 'shout', group, content });
  }

  datagramArrived(datagram: Uint8Array, address: string): void {
    this.#turns.run(() => this.#input({ kind: 'beacon-received', datagram, address }));
  }

  framesArrived(frames: readonly Uint8Array[]): void {
    this.#turns.run(() => this.#input({ kind: 'message-received', frames }));
  }

  connectionChanged(kind: ConnectionNews, number: number): void {
    this.#turns.run(() => this.#input({ kind, connection: number }));
  }

  /** Its clock has jumped: what is due by it now is due at once. */
  rearm(): void {
    this.#timer.rearm();
  }

  #input(input: NodeInput): readonly NodeOutput[] {
    this.#steps += 1;
    const thorough = this.#world.network.size <= CHECK_EACH_STEP_UP_TO || this.#steps % CHECK_EVERY === 0;
    const outputs = stepCore(
      `${this.id} zre`,
      () => this.#core.handle(input, this.#turns.now()),
      () => {
        if (thorough) this.#core.sanityCheck();
      },
    );
    this.#outputs.push(...outputs);
    if (!this.#performing) this.#performAll();
    return outputs;
  }

  #performAll(): void {
    this.#performing = true;
    for (let next = this.#outputs.shift(); next !== undefined; next = this.#outputs.shift())
      this.#perform(next);
    this.#performing = false;
    this.#timer.set(this.#core.nextDeadline());
  }

  #perform(output: NodeOutput): void {
    const { network } = this.#world;
    switch (output.kind) {
      case 'connect-peer':
        network.connect(this, output.connection, output.endpoint);
        break;
      case 'disconnect-peer':
        network.close(this, output.connection);
        break;
      case 'send':
        network.send(this, output.connection, output.frames);
        break;
      case 'send-beacon':
        network.air.broadcast(this, output.datagram);
        break;
      case 'emit':
        this.#emit(output.event);
        break;
      case 'count':
        this.#world.trace.step(`${this.id} zre counts ${output.irregularity}`);
        break;
    }
  }

  #emit(event: NodeEvent): void {
    const { name, peer: uuid } = event;
    switch (event.type) {
      case 'enter':
        this.#uuids.set(name, uuid);
        this.#listener.entered({ id: name, name, endpoint: event.endpoint, headers: event.headers });
        break;
      case 'exit':
        this.#uuids.delete(name);
        this.#world.trace.step(`${this.id} sees ${name} exit`);
        this.#world.observe({ kind: 'peer-exited', node: this.id, peer: name });
        this.#listener.exited(name);
        break;
      case 'whisper':
        this.#listener.whispered(name, event.content);
        break;
      case 'shout':
        this.#listener.shouted(name, event.group, event.content);
        break;
      case 'evasive':
      case 'silent':
        this.#world.trace.step(`${this.id} finds ${name} ${event.type}`);
        break;
      case 'join':
      case 'leave':
      case 'leader':
      case 'stop':
        break;
    }
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');
}
